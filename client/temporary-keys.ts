// Makes temporary keys and has them bound. https://core.telegram.org/api/pfs

import type { CryptoEnv } from '../protocol/crypto/index.ts';
import type { AgreedKey } from '../protocol/handshake/index.ts';
import type { HeldKey, Keyring } from './keyring.ts';
import type { PfsOptions } from './pfs/index.ts';
import type { SessionRunner } from './session-runner.ts';

export interface TemporaryKeysHost {
  readonly env: CryptoEnv;
  readonly keyring: Keyring;
  /** Makes a key that lives so many seconds. */
  handshake(expiresIn: number): Promise<AgreedKey>;
  /** A session under a key, not connected yet. */
  runnerOf(key: HeldKey): SessionRunner;
  /** Asks the server to bind; resolves when it has agreed, rejects with the reason of the signal. */
  bind(runner: SessionRunner, permanent: HeldKey, temporary: HeldKey, signal: AbortSignal): Promise<void>;
}

export class TemporaryKeys {
  readonly #host: TemporaryKeysHost;
  #binding: { readonly runner: SessionRunner; readonly abort: AbortController } | undefined;
  #drained: (() => void) | undefined;

  constructor(host: TemporaryKeysHost) {
    this.#host = host;
  }

  /** The session under a key that is being bound. */
  get candidate(): SessionRunner | undefined {
    return this.#binding?.runner;
  }

  /**
   * Makes a key and binds it.
   * @param active the session that ends when the new key is bound: what is under way in it may take a little
   * @throws as the handshake, RemoteError RPC_ERROR when the server does not bind, whatever abort() is told
   */
  async make(
    pfs: PfsOptions,
    permanent: HeldKey,
    active: SessionRunner | undefined,
  ): Promise<{ key: HeldKey; runner: SessionRunner }> {
    const agreed = await this.#host.handshake(pfs.expiresIn);
    const key = this.#host.keyring.temporaryKey(agreed, pfs);
    if ((active?.session.requests.size ?? 0) > 0) await this.#drain(pfs.drain);
    const runner = this.#host.runnerOf(key);
    const abort = new AbortController();
    this.#binding = { runner, abort };
    try {
      runner.connect();
      await this.#host.bind(runner, permanent, key, abort.signal);
      return { key, runner };
    } catch (error) {
      runner.disconnect();
      throw error;
    } finally {
      this.#binding = undefined;
    }
  }

  /** The binding under way comes to nothing; false when there is none. */
  abort(error: unknown): boolean {
    this.#drained?.();
    if (this.#binding === undefined) return false;
    this.#binding.abort.abort(error);
    return true;
  }

  /** Nothing is under way any more in the session that is about to end. */
  drained(): void {
    this.#drained?.();
  }

  async #drain(longest: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = this.#host.env.setTimer(longest, resolve);
      this.#drained = () => {
        timer.cancel();
        resolve();
      };
    });
    this.#drained = undefined;
  }
}
