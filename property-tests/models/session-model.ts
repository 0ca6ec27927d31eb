// Runs a list of commands against clients and a fake DC in memory, beside a model that knows what must come of it:
// every call settles, with its own answer; its handler ran at most once; updates come once and in order; the judge
// has nothing to say.

import type fc from 'fast-check';
import { type Client, type ClientHooks, type ConnectOptions, connect } from '../../client/index.ts';
import { HarnessError, RemoteError, VirtualClock } from '../../protocol/bytes/index.ts';
import { type CryptoEnv, SEEDED_START, seededEnv } from '../../protocol/crypto/index.ts';
import type { RuleId } from '../../protocol/rules/index.ts';
import type { TlObject } from '../../protocol/tl/index.ts';
import { type FakeDc, rpc, rpcError, startFakeDc } from '../../server-mock/index.ts';
import { type MemoryConnection, MemoryNetwork, type Schedule, turn } from './memory-network.ts';
import type { CallKind, Command } from './session-commands.ts';

/** Both clocks go by in steps that are shorter than every deadline of the protocol. */
const STEP_S = 10;
/** Longer than any run: silence is no violation. */
const PATIENCE_MS = 1e9;
/** A method whose answer can hold its parameter. */
const ECHO = 'help.getDeepLinkInfo';
const LARGE = ' and again'.repeat(200);

export interface ModelOptions {
  readonly clients: number;
  readonly connect?: Partial<ConnectOptions>;
  /** Rules that the commands themselves break: a clock that jumps is not the client's mistake. */
  readonly ignore?: readonly RuleId[];
  /** A query that is under way when a temporary key is replaced goes to the next session: it may run twice. */
  readonly mayRunTwice?: CallKind;
  /** Sessions are replaced by others: an update that was lost with one is told of as a gap. */
  readonly mayLoseUpdates?: boolean;
  /** A query of a chain may be told that the one before it did not come in time: it was refused, and sent anew. */
  readonly mayWaitInVain?: boolean;
}

/** @throws ModelError; HarnessError VIOLATION when the judge complains */
export async function runModel(list: readonly Command[], options: ModelOptions): Promise<void> {
  await withModel(options, async (model) => {
    for (const command of list) await model.run(command);
  });
}

/** As runModel, but the scheduler decides when each command is done, and when each chunk arrives. */
export async function runRace(
  scheduler: fc.Scheduler,
  list: readonly Command[],
  options: ModelOptions,
): Promise<void> {
  await withModel(options, async (model) => {
    model.race((label, task) => void scheduler.schedule(Promise.resolve(), label).then(task));
    for (const command of list)
      void scheduler.schedule(Promise.resolve(), JSON.stringify(command)).then(() => model.run(command));
    await scheduler.waitIdle();
    model.race(undefined);
  });
}

async function withModel(options: ModelOptions, play: (model: SessionModel) => Promise<void>): Promise<void> {
  const dc = await startFakeDc({ seed: 'model' });
  const model = new SessionModel(dc, options);
  try {
    await model.start();
    await play(model);
    await model.finish();
  } finally {
    await model.close();
    await dc.close();
  }
}

/** Something is not as the model has it. */
export class ModelError extends Error {
  readonly kind: 'unsettled' | 'failed' | 'executed twice' | 'ping' | 'differs' | 'timers';

  constructor(kind: ModelError['kind'], message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}

interface Call {
  readonly name: string;
  readonly kind: CallKind;
  readonly abort: AbortController;
  readonly isChained: boolean;
  settled: { readonly value: unknown } | { readonly error: unknown } | undefined;
}

/** One client, and what the model knows of it. */
interface Party {
  readonly client: Client;
  readonly clock: VirtualClock;
  readonly calls: Call[];
  /** Numbers of the updates that were pushed to its session, and of those that came. */
  readonly pushed: number[];
  readonly came: number[];
  /** What its pings failed with. */
  readonly pingErrors: unknown[];
  /** Of the messages of its session, in their order. */
  readonly msgIds: bigint[];
  connection: MemoryConnection | undefined;
  /** Added to its clock. */
  skew: number;
  gaps: number;
}

class SessionModel {
  readonly #dc: FakeDc;
  readonly #network: MemoryNetwork;
  readonly #options: ModelOptions;
  readonly #parties: Party[] = [];
  readonly #executions = new Map<string, number>();
  /** Ends the handlers that wait, oldest first. */
  readonly #slow: (() => void)[] = [];
  #isEnding = false;
  #names = 0;
  #updates = 0;

  constructor(dc: FakeDc, options: ModelOptions) {
    this.#dc = dc;
    this.#options = options;
    this.#network = new MemoryNetwork(dc);
    dc.use(rpc(ECHO as string, ({ path }) => this.#serve(String(path))));
  }

  /** From now on chunks arrive when they are told to; undefined: when they are pumped. */
  race(schedule: Schedule | undefined): void {
    this.#network.schedule = schedule;
  }

  /** All clients have the key of the first one, a session of their own, and salts for the hours to come. */
  async start(): Promise<void> {
    for (let index = 0; index < this.#options.clients; index++) {
      const party = await this.#join(index);
      this.#parties.push(party);
      for (let round = 0; round < 2; round++) {
        this.#call(party, 'echo');
        await this.#network.pump();
      }
    }
  }

  async run(command: Command): Promise<void> {
    const party = 'client' in command ? this.#party(command.client) : this.#party(0);
    switch (command.do) {
      case 'call':
        this.#call(party, command.kind);
        break;
      case 'burst':
        this.#burst(party, command.count, command.chained);
        break;
      case 'abort':
        party.calls
          .findLast((call) => call.settled === undefined && !call.isChained)
          ?.abort.abort(TAKEN_BACK);
        break;
      case 'release':
        this.#slow.shift()?.();
        break;
      case 'push':
        for (let n = 0; n < command.count; n++) this.#push(party);
        break;
      case 'pump':
        await this.#network.pump();
        break;
      case 'deliver':
        for (let n = 0; n < command.count; n++) party.connection?.deliver(command.direction);
        break;
      case 'cut':
        party.connection?.cut('cut');
        break;
      case 'leave':
        party.connection?.leave('left');
        break;
      case 'resend':
        this.#resend(party, command.count);
        break;
      case 'refuse':
        this.#network.refusals += command.attempts;
        break;
      case 'duplicate':
        party.connection?.duplicate(command.back);
        break;
      case 'wait':
        await this.#wait(command.seconds);
        break;
      case 'ping':
        void party.client.ping().catch((error: unknown) => party.pingErrors.push(error));
        break;
      case 'skew':
        party.skew += command.seconds * 1000;
        break;
      case 'lapse':
        party.skew += command.seconds * 1000;
        for (let n = 0; n < 3; n++) party.connection?.deliver('down');
        party.skew -= command.seconds * 1000;
    }
    await turn();
    this.#check();
  }

  /** Nothing stands in the way any more: now everything must come to its end. */
  async finish(): Promise<void> {
    this.#isEnding = true;
    this.#network.refusals = 0;
    for (let round = 0; round < 100 && !this.#isDone; round++) {
      for (const done of this.#slow.splice(0)) done();
      await this.#wait(STEP_S);
    }
    // What is owed is due by then.
    await this.#wait(200);
    this.#check();
    for (const { calls, came, pushed, pingErrors, gaps } of this.#parties) {
      for (const call of calls) if (!this.#waitedInVain(call)) checkSettled(call);
      if (!this.#isLossTold(gaps)) equal(came, pushed, 'updates');
      for (const error of pingErrors) checkPingError(error);
    }
    this.#dc.assertClean({ ignore: this.#options.ignore ?? [] });
  }

  async close(): Promise<void> {
    for (const { client, clock } of this.#parties) {
      await client.close();
      if (clock.pending > 0) throw new ModelError('timers', `${clock.pending} timers are left after close()`);
    }
  }

  get #isDone(): boolean {
    return this.#parties.every(
      ({ calls, came, pushed, gaps }) =>
        calls.every(({ settled }) => settled !== undefined) &&
        (came.length === pushed.length || this.#isLossTold(gaps)),
    );
  }

  #isLossTold(gaps: number): boolean {
    return this.#options.mayLoseUpdates === true && gaps > 0;
  }

  async #join(index: number): Promise<Party> {
    const clock = new VirtualClock(SEEDED_START);
    clock.advance(this.#dcClock.now() - SEEDED_START);
    const [first] = this.#parties;
    const state = { connection: undefined as MemoryConnection | undefined, skew: 0, gaps: 0 };
    const seeded = seededEnv({ seed: `client ${index}`, clock });
    const env: CryptoEnv = { ...seeded, crypto: seeded.crypto, now: () => clock.now() + party.skew };
    const party: Party = Object.assign(state, {
      clock,
      calls: [],
      pushed: [],
      came: [],
      pingErrors: [],
      msgIds: [],
      client: undefined as unknown as Client,
    });
    const connecting = connect({
      host: '',
      port: 0,
      publicKeys: this.#dc.publicKeys,
      dc: this.#dc.dc,
      env,
      reconnect: { attempts: 1_000_000 },
      dial: this.#network.dial((connection) => {
        party.connection = connection;
      }),
      ...(first === undefined ? {} : { key: first.client.exportKey() }),
      ...this.#options.connect,
      hooks: this.#noting(party),
    });
    const client = await this.#pumped(connecting);
    if (first === undefined) await this.#pumped(client.createAuthKey());
    client.onUpdate((update) => party.came.push(update.date as number));
    client.onGap(() => {
      party.gaps++;
    });
    return Object.assign(party, { client });
  }

  /** The hooks of the options, with a note of each message. */
  #noting({ msgIds }: Party): ClientHooks {
    const hooks = this.#options.connect?.hooks ?? {};
    return {
      ...hooks,
      beforePack: (message) => {
        msgIds.push(message.msgId);
        return hooks.beforePack?.(message);
      },
    };
  }

  get #dcClock(): VirtualClock {
    if (this.#dc.clock === undefined) throw new Error('the DC has no virtual clock');
    return this.#dc.clock;
  }

  #party(index: number): Party {
    const party = this.#parties[index % this.#parties.length];
    if (party === undefined) throw new Error('there is no client');
    return party;
  }

  /** The network works until the promise is settled. */
  async #pumped<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = (): void => {
      isSettled = true;
    };
    promise.then(settle, settle);
    while (!isSettled) await this.#network.pump();
    return await promise;
  }

  async #wait(seconds: number): Promise<void> {
    for (let rest = seconds; rest > 0; rest -= STEP_S) {
      const step = Math.min(rest, STEP_S) * 1000;
      this.#dcClock.advance(step);
      for (const { clock } of this.#parties) clock.advance(step);
      await this.#network.pump();
    }
  }

  #serve(name: string): TlObject | Promise<TlObject> {
    this.#executions.set(name, (this.#executions.get(name) ?? 0) + 1);
    const [kind] = name.split(':');
    if (kind === 'error') throw rpcError(420, 'FLOOD_WAIT_3');
    const answer = { _: 'help.deepLinkInfo', message: kind === 'large' ? name + LARGE : name };
    if (kind !== 'slow' || this.#isEnding) return answer;
    return new Promise((resolve) => this.#slow.push(() => resolve(answer)));
  }

  #call(party: Party, kind: CallKind, after?: Promise<unknown>): Promise<unknown> {
    const abort = new AbortController();
    const call: Call = {
      name: `${kind}:${++this.#names}`,
      kind,
      abort,
      isChained: after !== undefined,
      settled: undefined,
    };
    party.calls.push(call);
    const answer = party.client.call(
      ECHO,
      { path: call.name },
      { signal: abort.signal, timeout: Number.POSITIVE_INFINITY, ...(after === undefined ? {} : { after }) },
    );
    const settle = (settled: NonNullable<Call['settled']>): void => {
      if (call.settled !== undefined) throw new Error(`${call.name} is settled twice`);
      call.settled = settled;
    };
    answer.then(
      (value) => settle({ value }),
      (error: unknown) => settle({ error }),
    );
    return answer;
  }

  #burst(party: Party, count: number, chained: boolean): void {
    let before: Promise<unknown> | undefined;
    for (let n = 0; n < count; n++) {
      const answer = this.#call(party, n % 2 === 0 ? 'echo' : 'large', chained ? before : undefined);
      const call = party.calls.at(-1);
      // Taking back what others wait for is another story.
      if (chained && call !== undefined) Object.assign(call, { isChained: true });
      before = answer;
    }
  }

  #waitedInVain({ isChained, settled }: Call): boolean {
    if (!this.#options.mayWaitInVain || !isChained || settled === undefined || !('error' in settled))
      return false;
    const { error } = settled;
    return error instanceof RemoteError && /^MSG_WAIT_/.test(String(error.details.errorMessage));
  }

  #push(party: Party): void {
    const { sessionId } = party.client;
    if (sessionId === undefined) return;
    const number = ++this.#updates;
    const update = { _: 'updateShort', update: { _: 'updateConfig' }, date: number };
    if (this.#dc.push({ sessionId }, update) > 0) party.pushed.push(number);
  }

  /** The judge looks at the answer. There may be none: the question, or the answer, may get lost on its way. */
  #resend({ client, msgIds }: Party, count: number): void {
    const { sessionId } = client;
    if (sessionId === undefined) return;
    const question = { _: 'msg_resend_req', msg_ids: msgIds.slice(-count) } as const;
    void this.#dc.ask({ sessionId }, question, { timeout: PATIENCE_MS }).catch((error: unknown) => {
      if (!(error instanceof HarnessError)) throw error;
    });
  }

  /** What must hold at any time. */
  #check(): void {
    const { mayRunTwice = 'none' } = this.#options;
    for (const [name, count] of this.#executions)
      if (count > 1 && !name.startsWith(mayRunTwice))
        throw new ModelError('executed twice', `${name} was executed ${count} times`);
    for (const { came, pushed, client, gaps } of this.#parties) {
      const expected = this.#isLossTold(gaps)
        ? pushed.filter((number) => came.includes(number))
        : pushed.slice(0, came.length);
      equal(came, expected, 'updates so far');
      equal(client.refusals, [], 'refusals');
      if (!this.#options.mayLoseUpdates) equal(gaps, 0, 'gaps');
    }
  }
}

const TAKEN_BACK = new Error('taken back');

function checkSettled({ name, kind, settled, abort }: Call): void {
  if (settled === undefined) throw new ModelError('unsettled', `${name} was never settled`);
  if ('error' in settled) {
    const { error } = settled;
    if (abort.signal.aborted && error === TAKEN_BACK) return;
    const isRight = kind === 'error' && error instanceof RemoteError && error.code === 'RPC_ERROR';
    if (!isRight) throw new ModelError('failed', `${name} failed: ${String(error)}`, error);
    equal(error.details.errorMessage, 'FLOOD_WAIT_3', name);
    return;
  }
  equal((settled.value as TlObject).message, kind === 'large' ? name + LARGE : name, name);
}

/** A ping is sent once: it may go with its connection. */
function checkPingError(error: unknown): void {
  if (error instanceof HarnessError && ['CONNECTION_CLOSED', 'TIMEOUT'].includes(error.code)) return;
  throw new ModelError('ping', `a ping failed: ${String(error)}`, error);
}

function equal(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [actual, expected].map((value) => JSON.stringify(value));
  if (a !== b) throw new ModelError('differs', `${what}: expected ${b}, got ${a}`);
}
