import fc from 'fast-check';
import { type RuleId, rules } from '../../../protocol/rules/index.ts';
import { dcSurvives } from '../../envelope-laws.ts';
import { shots } from '../../envelope-shots.ts';
import { fuzzLaw } from './fuzz-law.ts';

// What a stream of right envelopes can break. The rest takes a bent envelope (changes.fuzz.ts), a thousand messages
// or ids, a temporary key, a rotated salt, or a client that is signed in.
const BEYOND: ReadonlySet<string> = new Set([
  'MT-EN-01',
  'MT-EN-03',
  'MT-EN-04',
  'MT-EN-10',
  'MT-SL-02',
  'MT-CT-01',
  'MT-CT-06',
  'MT-IN-06',
]);
const meets = (Object.keys(rules) as RuleId[]).filter(
  (id) => /^MT-(?:EN|MS|SL|CT|AK|IN)-/.test(id) && rules[id].peer !== 'server' && !BEYOND.has(id),
);

fuzzLaw({
  name: 'the DC',
  messages: 40_000,
  arbitrary: fc.tuple(shots(50), fc.constantFrom('enforce' as const, 'report' as const)),
  meets,
  check: ([all, strictness]) => ({ met: dcSurvives(all, { strictness }).keys(), messages: all.length }),
});
