// Sees to it that there is a connection, a key, and a session under it: makes what is missing, and replaces what is
// lost or ends soon.

import { RemoteError, type Timer } from '../protocol/bytes/index.ts';
import type { CryptoEnv } from '../protocol/crypto/index.ts';
import type { AgreedKey, ClientHandshakeConfig } from '../protocol/handshake/index.ts';
import type { KeyLosses } from './key-losses.ts';
import type { HeldKey, Keyring } from './keyring.ts';
import type { Line } from './line.ts';
import type { PfsOptions } from './pfs/index.ts';
import type { SessionRunner } from './session-runner.ts';
import type { Sessions } from './sessions.ts';
import { TemporaryKeys, type TemporaryKeysHost } from './temporary-keys.ts';

export interface KeySupplyHost {
  readonly env: CryptoEnv;
  readonly line: Line;
  readonly keyring: Keyring;
  readonly sessions: Sessions;
  readonly losses: KeyLosses;
  readonly config: ClientHandshakeConfig;
  /** @throws as makeAuthKey */
  handshake(config: ClientHandshakeConfig): Promise<AgreedKey>;
  /** A session under a key, not connected yet. */
  runnerOf(key: HeldKey): SessionRunner;
  readonly bind: TemporaryKeysHost['bind'];
  /** It is time for the next temporary key. */
  renew(): void;
  /** A session took the place of another, under another key. */
  replaced(): void;
}

export class KeySupply {
  readonly temporary: TemporaryKeys;
  readonly #host: KeySupplyHost;
  #renewal: Timer | undefined;
  /** A permanent key that is being made. */
  #making: Promise<void> | undefined;
  /** Resolves when the handshake under way has ended, in any way: a connection carries one at a time. */
  #busy: Promise<void> | undefined;

  constructor(host: KeySupplyHost) {
    this.#host = host;
    const { env, keyring, config } = host;
    this.temporary = new TemporaryKeys({
      env,
      keyring,
      handshake: (expiresIn) => host.handshake({ ...config, expiresIn }),
      runnerOf: (key) => host.runnerOf(key),
      bind: (...binding) => host.bind(...binding),
    });
  }

  /** Whether another key may be made: there is whom to trust. */
  get canMake(): boolean {
    return this.#host.config.keys.length > 0;
  }

  /** Goes on with a key from an earlier run. */
  useKey(agreed: AgreedKey): void {
    this.#hold(agreed, false);
  }

  /** Makes a permanent key and, with PFS, a temporary one: one for all who ask meanwhile. @throws as makeAuthKey */
  makeKey(): Promise<void> {
    this.#making ??= this.#alone(() => this.#makePermanent()).finally(() => {
      this.#making = undefined;
    });
    return this.#making;
  }

  /** Resolves when there is a connection and a session. @throws what neither another connection nor another key helps against */
  async getReady(): Promise<void> {
    const { line, keyring } = this.#host;
    for (;;) {
      try {
        await line.reopen();
        if (keyring.permanent === undefined) await this.makeKey();
        else if (keyring.isShort) await this.#alone(() => this.#renewTemporary());
        if (line.isOpen) return;
      } catch (error) {
        if (line.isClosed || !(this.#mayRetry(error) || this.#mayWait())) throw error;
      }
    }
  }

  /** The key that messages go under is void: the next query makes another one. */
  loseActive(): void {
    this.#retire();
    this.#host.keyring.loseActive();
  }

  /** The permanent key is void. */
  losePermanent(): void {
    this.#retire();
    this.#host.keyring.losePermanent();
  }

  /** No key is made any more. */
  close(error: RemoteError): void {
    this.#renewal?.cancel();
    this.temporary.abort(error);
  }

  async #alone(make: () => Promise<void>): Promise<void> {
    while (this.#busy !== undefined) await this.#busy;
    const made = make();
    const free = (): void => {
      this.#busy = undefined;
    };
    this.#busy = made.then(free, free);
    await made;
  }

  async #makePermanent(): Promise<void> {
    const { keyring, config } = this.#host;
    const held = this.#hold(await this.#host.handshake(config), true);
    if (keyring.pfs !== undefined) await this.#makeTemporary(keyring.pfs, held);
  }

  /** Another key may have been made while this one waited for its turn. */
  async #renewTemporary(): Promise<void> {
    const { permanent, pfs, isShort } = this.#host.keyring;
    if (permanent !== undefined && pfs !== undefined && isShort) await this.#makeTemporary(pfs, permanent);
  }

  #hold(agreed: AgreedKey, isCertain: boolean): HeldKey {
    const { keyring, line } = this.#host;
    const held = keyring.holdPermanent(agreed, isCertain);
    if (keyring.pfs !== undefined) return held;
    const runner = this.#host.runnerOf(held);
    const isAnother = this.#replace(runner);
    if (line.isOpen) runner.connect();
    if (isAnother) this.#host.replaced();
    return held;
  }

  /** From now on everything goes under another temporary key. */
  async #makeTemporary(pfs: PfsOptions, permanent: HeldKey): Promise<void> {
    const { keyring, line, losses, sessions } = this.#host;
    const { key, runner } = await this.temporary.make(pfs, permanent, sessions.active);
    // What went meanwhile did not know of this session.
    if (!line.isOpen) runner.disconnect();
    if (line.isClosed) return;
    const isAnother = this.#replace(runner);
    keyring.holdTemporary(key);
    losses.bind();
    this.#armRenewal();
    if (isAnother) this.#host.replaced();
  }

  #armRenewal(): void {
    const { env, keyring, line } = this.#host;
    this.#renewal?.cancel();
    this.#renewal = env.setTimer(keyring.untilRenewal, () => {
      if (line.isOpen) this.#host.renew();
    });
  }

  /** Whether there is a session to go on with, though its key should have been replaced by now. */
  #mayWait(): boolean {
    const { keyring, sessions } = this.#host;
    if (sessions.active === undefined || !keyring.isShort || !keyring.postponeRenewal()) return false;
    this.#armRenewal();
    return true;
  }

  #replace(runner: SessionRunner): boolean {
    this.#renewal?.cancel();
    return this.#host.sessions.replace(runner);
  }

  #retire(): void {
    this.#renewal?.cancel();
    this.#host.sessions.retire();
  }

  /** What a connection loses, another one may bring; a key that cannot be bound may be the wrong one. */
  #mayRetry(error: unknown): boolean {
    const { line, losses } = this.#host;
    if (!(error instanceof RemoteError)) return false;
    if (error.code === 'CONNECTION_CLOSED') return line.mayTry;
    if (error.code === 'TRANSPORT_ERROR' && error.details.errorCode === -404) return losses.lose();
    // The line was dropped, and the next attempt waits.
    if (error.code === 'TRANSPORT_ERROR' && error.details.errorCode === -429) return line.mayTry;
    if (error.code !== 'RPC_ERROR' || error.details.errorMessage !== 'ENCRYPTED_MESSAGE_INVALID')
      return false;
    const whose = losses.refuseBinding();
    if (whose === 'permanent' && this.canMake) this.losePermanent();
    return whose !== 'give-up';
  }
}
