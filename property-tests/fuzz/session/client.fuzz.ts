import { clientSurvives } from '../../envelope-laws.ts';
import { shots } from '../../envelope-shots.ts';
import { fuzzLaw } from './fuzz-law.ts';

fuzzLaw({
  name: 'a session of the client',
  messages: 40_000,
  arbitrary: shots(50),
  meets: ['refused', 'taken'],
  check(all) {
    const refused = clientSurvives(all);
    const met = [...(refused > 0 ? ['refused'] : []), ...(refused < all.length ? ['taken'] : [])];
    return { met, messages: all.length };
  },
});
