import { describe, expect, it } from 'vitest';
import { engine as chosen } from '#crypto-engine';
import { createNodeEngine, engine as node } from './engine-node.ts';
import { plainEngine, engine as portable } from './engine-portable.ts';
import { describeEngine } from './engine-suite.ts';

describeEngine('portable', portable);
describeEngine('portable without WebAssembly', plainEngine);
describeEngine('node', node);
describeEngine(
  'node without WebAssembly',
  createNodeEngine(() => undefined),
);

describe('#crypto-engine', () => {
  it('is the engine of OpenSSL on Node', () => {
    expect(chosen).toBe(node);
  });
});
