import fc from 'fast-check';
import { clientRefusesChange, dcRefusesChange } from '../../envelope-laws.ts';
import { fuzzLaw } from './fuzz-law.ts';

const body = fc.nat(20).chain((count) => fc.uint8Array({ minLength: 4 * count, maxLength: 4 * count }));
const change = fc.record({ at: fc.nat(), mask: fc.integer({ min: 1, max: 255 }) });

fuzzLaw({
  name: 'a changed byte',
  messages: 20_000,
  arbitrary: fc.tuple(body, change),
  meets: ['the DC', 'a session of the client'],
  check([bytes, one]) {
    dcRefusesChange(bytes, one);
    clientRefusesChange(bytes, one);
    return { met: ['the DC', 'a session of the client'], messages: 2 };
  },
});
