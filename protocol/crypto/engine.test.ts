import { describe, expect, it } from 'vitest';
import { engine as chosen } from '#crypto-engine';
import { engine as node } from './engine-node.ts';
import { engine as portable } from './engine-portable.ts';
import { describeEngine } from './engine-suite.ts';

describeEngine('portable', portable);
describeEngine('node', node);

describe('#crypto-engine', () => {
  it('is the engine of OpenSSL on Node', () => {
    expect(chosen).toBe(node);
  });
});
