// How a checker of the handshake is set up, as JSON: keys in PEM, numbers in hex, fingerprints as on the wire.

import { bigIntFromBytes, fromHex, int64FromBytes, toHex } from '../protocol/bytes/index.ts';
import { parsePrivateKeyPem, parsePublicKeyPem } from '../protocol/crypto/index.ts';
import type { ClientHandshakeConfig, ServerHandshakeConfig } from '../protocol/handshake/index.ts';
import { BadInput, Inputs } from './inputs.ts';
import type { Json, JsonObject } from './vector.ts';

/** `keys` (public, PEM) and, all optional, `dc`, `expires_in` (s), `query`, `rsa_padding`. */
export function clientConfigOf(config: JsonObject): ClientHandshakeConfig {
  const inputs = knownOnly(config, ['keys', 'dc', 'expires_in', 'query', 'rsa_padding']);
  return {
    keys: textsOf(inputs, 'keys').map(parsePublicKeyPem),
    ...(inputs.has('dc') ? { dc: inputs.integer('dc') } : {}),
    ...(inputs.has('expires_in') ? { expiresIn: inputs.integer('expires_in') } : {}),
    ...(inputs.has('query') ? { query: choice(inputs, 'query', ['req_pq', 'req_pq_multi']) } : {}),
    ...(inputs.has('rsa_padding') ? { rsaPadding: choice(inputs, 'rsa_padding', ['rsa-pad', 'sha1']) } : {}),
  };
}

/**
 * `keys` (private, PEM), `dc`, `test` and, all optional, `fingerprints` (8 wire bytes each), `dh_prime`, `g`,
 * `verdicts` (ok, retry or fail for the first, second, ... key; ok afterwards), `used` (hex; what clients drew in earlier
 * handshakes).
 */
export function serverConfigOf(config: JsonObject): ServerHandshakeConfig {
  const inputs = knownOnly(config, [
    'keys',
    'dc',
    'test',
    'fingerprints',
    'dh_prime',
    'g',
    'verdicts',
    'used',
  ]);
  const test = inputs.value('test');
  if (typeof test !== 'boolean') throw new BadInput('test is neither true nor false');
  const verdicts = inputs.has('verdicts') ? textsOf(inputs, 'verdicts') : [];
  const used = new Set(inputs.has('used') ? inputs.byteList('used').map(toHex) : []);
  let next = 0;
  return {
    keys: textsOf(inputs, 'keys').map(parsePrivateKeyPem),
    dc: inputs.integer('dc'),
    test,
    ...(inputs.has('fingerprints')
      ? { fingerprints: inputs.byteList('fingerprints').map((bytes) => int64FromBytes(bytes)) }
      : {}),
    ...(inputs.has('dh_prime') ? { dhPrime: bigIntFromBytes(fromHex(inputs.text('dh_prime'))) } : {}),
    ...(inputs.has('g') ? { g: inputs.integer('g') } : {}),
    decide: () => verdictOf(verdicts[next++] ?? 'ok'),
    remember: (_name, value) => used.size === used.add(toHex(value)).size,
  };
}

function verdictOf(text: string): 'ok' | 'retry' | 'fail' {
  if (text === 'ok' || text === 'retry' || text === 'fail') return text;
  throw new BadInput(`${text} is no verdict on a key`);
}

function knownOnly(config: JsonObject, known: readonly string[]): Inputs {
  const unknown = Object.keys(config).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new BadInput(`config/${unknown} is not known`);
  return new Inputs(config);
}

function textsOf(inputs: Inputs, key: string): string[] {
  const value = inputs.value(key);
  const items: readonly Json[] = Array.isArray(value) ? value : [value];
  return items.map((item) => {
    if (typeof item !== 'string') throw new BadInput(`config/${key} is no list of texts`);
    return item;
  });
}

function choice<T extends string>(inputs: Inputs, key: string, choices: readonly T[]): T {
  const value = inputs.value(key);
  const found = choices.find((one) => one === value);
  if (found === undefined) throw new BadInput(`config/${key} is none of ${choices.join(', ')}`);
  return found;
}
