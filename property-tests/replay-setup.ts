// Runs before every property test (vitest.config.ts): failures tell how to have them again.

import fc from 'fast-check';
import { expect } from 'vitest';
import { replayParameters } from './replay.ts';

const parameters = replayParameters(process.env, () => {
  const { testPath = '', currentTestName = '' } = expect.getState();
  return { file: testPath, name: currentTestName };
});
fc.configureGlobal({ ...fc.readConfigureGlobal(), ...parameters });
