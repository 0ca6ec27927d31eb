import { expect, it } from 'vitest';
import { holdProcess } from './hold-process.ts';

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

it('a process is held by a timer, until it is let go', () => {
  const before = timers();
  const letGo = holdProcess();
  expect(timers()).toBe(before + 1);
  letGo();
  expect(timers()).toBe(before);
});
