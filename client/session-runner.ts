// Runs one session: hands it payloads and time, carries away what it has to say and to tell.

import type { Timer } from '../protocol/bytes/index.ts';
import type { CryptoEnv } from '../protocol/crypto/index.ts';
import type { Effect, Session } from './session/index.ts';

export interface RunnerHost {
  send(payload: Uint8Array): void;
  apply(effect: Effect, runner: SessionRunner): void;
  /** The connection leads to the server. */
  heard(): void;
  /** What it had to say cannot be sent. */
  failed(error: unknown): void;
}

export class SessionRunner {
  readonly session: Session;
  readonly #env: CryptoEnv;
  readonly #host: RunnerHost;
  #timer: { readonly due: number; readonly timer: Timer } | undefined;
  #isKicked = false;
  #isConnected = false;

  constructor(env: CryptoEnv, session: Session, host: RunnerHost) {
    this.#env = env;
    this.session = session;
    this.#host = host;
  }

  /** A connection is there. */
  connect(): void {
    if (this.#isConnected) return;
    this.#isConnected = true;
    this.session.connected();
  }

  /** No timer of it fires any more, until there is a connection again. */
  disconnect(): void {
    this.#isConnected = false;
    this.session.disconnected();
    this.#timer?.timer.cancel();
    this.#timer = undefined;
  }

  receive(payload: Uint8Array): void {
    const effects = this.session.receive(payload);
    if (this.session.hasHeard) this.#host.heard();
    for (const effect of effects) this.#host.apply(effect, this);
    this.work();
  }

  /** Sends when what is ready in this turn has been queued, so that it goes together. */
  kick(): void {
    if (this.#isKicked) return;
    this.#isKicked = true;
    queueMicrotask(() => {
      this.#isKicked = false;
      this.#guard(() => this.work());
    });
  }

  /** Sends what is urgent, and with it all the rest. */
  work(): void {
    if (this.session.isUrgent) this.flush();
    else this.#arm();
  }

  flush(): void {
    for (const payload of this.session.flush()) this.#host.send(payload);
    for (const effect of this.session.takeEffects()) this.#host.apply(effect, this);
    this.#arm();
  }

  /** Nobody is there to catch what is thrown out of a timer or a microtask. */
  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#host.failed(error);
    }
  }

  /** Wakes the session when it has something to do. */
  #arm(): void {
    const { due } = this.session;
    if (due === undefined || !this.#isConnected) return;
    if (this.#timer !== undefined && this.#timer.due <= due) return;
    this.#timer?.timer.cancel();
    const timer = this.#env.setTimer(due - this.#env.now(), () => this.#guard(() => this.#tick()));
    this.#timer = { due, timer };
  }

  #tick(): void {
    this.#timer = undefined;
    for (const effect of this.session.tick()) this.#host.apply(effect, this);
    this.work();
  }
}
