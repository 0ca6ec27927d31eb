// What in a log nobody can check, and why. A replay that kept silent about it would claim too much.

import { defaultEngine } from '../protocol/crypto/index.ts';
import { type DumpExchange, messageOf, openedOffer, tmpAesOf } from './dump-exchange.ts';

/** Something that cannot be recomputed from a log. */
export interface Unverifiable {
  readonly line: number;
  readonly what: string;
  readonly why: string;
}

export function unverifiableIn(exchange: DumpExchange): Unverifiable[] {
  const { fields, gaps } = exchange;
  const found: Unverifiable[] = [];
  const knowsNewNonce = fields.bytes('new_nonce', 32) !== undefined;
  const request = messageOf(exchange, 'req_DH_params');
  if (request !== undefined)
    found.push({
      line: request.line,
      what: 'encrypted_data of req_DH_params',
      why: `${knowsNewNonce ? '' : 'new_nonce and '}the random padding are not in the log, and the private key is not known`,
    });
  const offer = messageOf(exchange, 'server_DH_params_ok');
  if (offer !== undefined && openedOffer(exchange, defaultEngine) === undefined)
    found.push({
      line: offer.line,
      what: 'encrypted_answer',
      why: `${tmpAesOf(exchange, defaultEngine) === undefined ? 'neither new_nonce nor tmp_aes_key and tmp_aes_iv are in the log' : 'the keys of the log do not open it'}`,
    });
  if (offer !== undefined && !knowsNewNonce)
    found.push({
      line: offer.line,
      what: 'tmp_aes_key and tmp_aes_iv, bytes 4..8 of the first salt',
      why: 'they follow from new_nonce, which is not in the log',
    });
  const reply = messageOf(exchange, 'set_client_DH_params');
  if (reply !== undefined && fields.bytes('b') === undefined)
    found.push({
      line: reply.line,
      what: 'auth_key as g^(ab)',
      why: 'neither a nor b is in the log',
    });
  for (const { object, line } of exchange.messages)
    if (object._ === 'dh_gen_retry')
      found.push({ line, what: 'new_nonce_hash2', why: 'the key that was refused is not in the log' });
  const ended = exchange.messages.some(({ object }) => object._.startsWith('dh_gen_'));
  if (reply !== undefined && !ended)
    found.push({ line: reply.line, what: 'new_nonce_hash1', why: 'the answer dh_gen_* is not in the log' });
  for (const { line, direction, wireLength } of gaps)
    found.push({
      line,
      what: `${wireLength} bytes that were ${direction}`,
      why: `they are not in the log${wireLength === 73 ? '; an abridged dh_gen_* has 73' : ''}`,
    });
  return found;
}
