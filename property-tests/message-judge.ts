// What a client must find in a frame of the server, on the oracle and Buffer alone: every rule that is broken, and not
// only the first, as a client finds it.
// https://core.telegram.org/mtproto/security_guidelines#mtproto-encrypted-messages,
// https://core.telegram.org/mtproto/service_messages_about_messages#containers

import { authKeyId, tryNaiveOpen, tryNaiveOpenV1 } from './message-oracle.ts';

/** What a frame holds, out of its containers. */
export interface Judged {
  /** Ids of the rules that it breaks, each once, sorted. */
  readonly rules: readonly string[];
  /** The msg_id of every message in it, containers included. */
  readonly ids: readonly bigint[];
  readonly bodies: readonly Buffer[];
}

const CONTAINER = 0x73f1f8dc;

export function judgeFrame(authKey: Buffer, sessionId: bigint, payload: Buffer): Judged {
  const judge = new Judge();
  judge.frame(authKey, sessionId, payload);
  return { rules: [...judge.rules].sort(), ids: judge.ids, bodies: judge.bodies };
}

class Judge {
  readonly rules = new Set<string>();
  readonly ids: bigint[] = [];
  readonly bodies: Buffer[] = [];

  frame(authKey: Buffer, sessionId: bigint, payload: Buffer): void {
    const keyId = authKeyId(authKey);
    if (!payload.subarray(0, 8).equals(keyId)) this.rules.add('MT-EN-02');
    const encrypted = payload.length - 24;
    if (encrypted < 48 || encrypted % 16 !== 0) {
      this.rules.add('MT-EN-03');
      return;
    }
    const ours = Buffer.concat([keyId, payload.subarray(8)]);
    const plaintext = tryNaiveOpen(authKey, 8, ours);
    if (plaintext !== undefined) this.#plaintext(plaintext, sessionId);
    else this.rules.add(tryNaiveOpenV1(authKey, 8, ours) === undefined ? 'MT-EN-04' : 'MT-EN-10');
  }

  #plaintext(plaintext: Buffer, sessionId: bigint): void {
    if (plaintext.readBigInt64LE(8) !== sessionId) this.rules.add('MT-EN-07');
    const length = plaintext.readInt32LE(28);
    const rest = plaintext.length - 32;
    if (length < 0 || length > rest) {
      this.rules.add('MT-EN-05');
      return;
    }
    if (rest - length < 12 || rest - length > 1024) this.rules.add('MT-EN-06');
    // What is in a body without an end cannot be judged.
    if (length % 4 !== 0) this.rules.add('MT-EN-05');
    else this.#message(plaintext.readBigUInt64LE(16), plaintext.subarray(32, 32 + length));
  }

  #message(msgId: bigint, body: Buffer): void {
    this.ids.push(msgId);
    if (msgId % 2n === 0n) this.rules.add('MT-EN-09');
    if (body.length < 8 || body.readUInt32LE(0) !== CONTAINER) this.bodies.push(body);
    else this.#container(msgId, body);
  }

  #container(msgId: bigint, body: Buffer): void {
    const count = body.readInt32LE(4);
    if (count > 1024) this.rules.add('MT-CT-01');
    let at = 8;
    for (let index = 0; index < count; index++) {
      if (at + 16 > body.length) break;
      const memberId = body.readBigUInt64LE(at);
      const length = body.readInt32LE(at + 12);
      const member = body.subarray(at + 16, at + 16 + length);
      if (memberId >= msgId) this.rules.add('MT-CT-03');
      if (length % 4 !== 0 || member.length !== length) this.rules.add('MT-CT-04');
      if (member.length >= 4 && member.readUInt32LE(0) === CONTAINER) this.rules.add('MT-CT-02');
      this.#message(memberId, member);
      at += 16 + length;
    }
    if (at !== body.length) this.rules.add('MT-CT-04');
  }
}
