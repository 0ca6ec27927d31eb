// The samples of the documentation as vectors of kind handshake_check: what a checking client makes of messages
// that Telegram's own server sent. https://core.telegram.org/mtproto/samples-auth_key
// The pages do not tell all randomness (temp_key of RSA_PAD; the old padding) nor the private key, so req_DH_params
// is ours; every other message, and the key, must be those of the page.

import { fileURLToPath } from 'node:url';
import { equalBytes, fromHex } from '../../protocol/bytes/index.ts';
import { recordedEnv } from '../../protocol/crypto/index.ts';
import { generateCheckFrom, type Json, loadVectorFile, type Vector } from '../../vectors/index.ts';

const SOURCE = 'core.telegram.org/mtproto/samples-auth_key';
/** Bytes before the body of a plain message. */
const HEADER = 20;

/** @param data the folder of the data files @throws Error when something differs from the page */
export function documentVectors(data: URL): Vector[] {
  return [sample2024(data), sample2013(data)];
}

function sample2024(data: URL): Vector {
  const file = 'handshake-docs-2024.json';
  const value = (name: string, key: string) => bytesOf(data, file, name, key);
  const vector = generateCheckFrom(
    {
      name: 'samples-auth_key 2024',
      notes:
        'The server pads its bodies; the padding is not on the page. req_DH_params is not that of the page.',
      source: `${SOURCE} (2024-02-08)`,
      checker: 'client',
      config: { keys: [pemOf(data, 'rsa_key_0bc35f3509f7b7a5')], dc: 2 },
      received: [
        value('step2_resPQ', 'message'),
        value('step6_server_DH_params_ok', 'message'),
        value('step9_dh_gen_ok', 'payload_shown').slice(HEADER),
      ],
    },
    envOf({
      nonce: [value('step1_req_pq_multi', 'nonce')],
      new_nonce: [value('step4_p_q_inner_data_dc', 'new_nonce')],
      'rsa_pad/padding': [value('step4_rsa_pad', 'random_padding_bytes')],
      'rsa_pad/temp_key': Array.from({ length: 32 }, (_, i) => new Uint8Array(32).fill(i)),
      b: [value('step7_dh', 'b')],
      client_padding: [value('step7_client_DH_inner_data', 'padding')],
    }),
  );
  const [reqPq, , setClientDhParams] = vector.expected.sent as readonly string[];
  expectSame(reqPq, value('step1_req_pq_multi', 'payload').slice(HEADER));
  expectSame(setClientDhParams, value('step8_set_client_DH_params', 'payload').slice(HEADER));
  expectSame(vector.expected.auth_key_id, value('step7_dh', 'auth_key_id'));
  return vector;
}

function sample2013(data: URL): Vector {
  const file = 'handshake-docs-2013.json';
  const value = (name: string, key: string) => bytesOf(data, file, name, key);
  const resPq = value('step2_resPQ', 'payload').slice(HEADER);
  const vector = generateCheckFrom(
    {
      name: 'samples-auth_key 2013',
      notes: 'g is 2, no quadratic residue modulo dh_prime. req_DH_params is not that of the page.',
      source: `${SOURCE} (2013)`,
      checker: 'client',
      config: {
        keys: [pemOf(data, 'rsa_key_c3b42b026ce86b21')],
        query: 'req_pq',
        rsa_padding: 'sha1',
      },
      received: [resPq, serverDhParamsOk(resPq, value('step5_decrypt_answer', 'encrypted_answer'))],
    },
    envOf({
      nonce: [value('step1_req_pq', 'nonce')],
      new_nonce: [value('step4_p_q_inner_data', 'new_nonce')],
      'rsa_sha1_pad/padding': [new Uint8Array(139)],
    }),
  );
  expectSame((vector.expected.sent as readonly string[])[0], value('step1_req_pq', 'payload').slice(HEADER));
  if (vector.expected.verdict !== 'MT-HS-66')
    throw new Error(`the sample of 2013: ${vector.expected.verdict}`);
  return vector;
}

/** server_DH_params_ok#d0e8075c nonce:int128 server_nonce:int128 encrypted_answer:string */
function serverDhParamsOk(resPq: Uint8Array, encryptedAnswer: Uint8Array): Uint8Array {
  const nonces = resPq.subarray(4, 36);
  const length = Uint8Array.of(254, encryptedAnswer.length & 255, encryptedAnswer.length >> 8, 0);
  return Uint8Array.of(0x5c, 0x07, 0xe8, 0xd0, ...nonces, ...length, ...encryptedAnswer);
}

function envOf(draws: Readonly<Record<string, readonly Uint8Array[]>>) {
  const list = Object.entries(draws).flatMap(([label, values]) =>
    values.map((bytes) => ({ label: `handshake/${label}`, bytes })),
  );
  return recordedEnv(list, { now: 0 });
}

function bytesOf(data: URL, file: string, name: string, key: string): Uint8Array {
  const { inputs, expected } = vectorOf(data, file, name);
  return fromHex(String(inputs[key] ?? expected[key]));
}

function pemOf(data: URL, name: string): string {
  return String(vectorOf(data, 'rsa.json', name).inputs.pem);
}

function vectorOf(data: URL, file: string, name: string): Vector {
  const { vectors } = loadVectorFile(fileURLToPath(new URL(file, data)));
  const found = vectors.find((vector) => vector.name === name);
  if (found === undefined) throw new Error(`${file} has no ${name}`);
  return found;
}

function expectSame(computed: Json | undefined, page: Uint8Array): void {
  if (typeof computed !== 'string' || !equalBytes(fromHex(computed), page))
    throw new Error(`${String(computed)} is not what the page has`);
}
