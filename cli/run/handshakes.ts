// Auth key creation over every transport: a fake DC, a client, a ping under the key, and the two sides compared.
// Both take every random byte and the time from the seed, so that the exchange is the same in every run.

import { performance } from 'node:perf_hooks';
import { type Client, connect } from '../../client/index.ts';
import { toHex } from '../../protocol/bytes/index.ts';
import { seededEnv } from '../../protocol/crypto/index.ts';
import type { HandshakeReport } from '../../reports/index.ts';
import { type FakeDc, type JournalEntry, startFakeDc } from '../../server-mock/index.ts';
import { type Check, type CheckResult, failed } from './check.ts';
import type { Draft } from './draft.ts';
import { exchangeOf } from './exchange.ts';
import { violationReport } from './failure.ts';
import { ROUTES, type Route, SECRETS } from './routes.ts';
import { countWireBytes, type WireBytes } from './wire-bytes.ts';

/** A check a route, and one that a seed decides every byte. The exchange of the first route goes into the draft. */
export function handshakeChecks(seed: string, draft: Draft): Check[] {
  return [
    ...ROUTES.map((route, index) => ({
      group: 'handshakes',
      name: route.name,
      run: (signal: AbortSignal) => checkRoute(route, seed, draft, index === 0, signal),
    })),
    {
      group: 'handshakes',
      name: 'one seed, the same bytes',
      run: (signal) => checkSameBytes(seed, signal),
    },
  ];
}

/** One connection from the first byte to the pong, and what the DC wrote down. */
interface Visit {
  readonly journal: readonly JournalEntry[];
  readonly authKeyId: string | undefined;
  readonly wire: WireBytes;
  readonly milliseconds: number;
  /** What the client threw. */
  readonly error: unknown;
}

async function checkRoute(
  route: Route,
  seed: string,
  draft: Draft,
  isShown: boolean,
  signal: AbortSignal,
): Promise<CheckResult> {
  const visit = await visitOver(route, `${seed}, ${route.name}`, signal);
  const result = judgeVisit(visit);
  draft.handshakes.push(reportOf(route, visit, result));
  if (isShown) draft.exchange = exchangeOf(route.name, visit.journal);
  return result;
}

async function checkSameBytes(seed: string, signal: AbortSignal): Promise<CheckResult> {
  const [route] = ROUTES;
  if (route === undefined) return failed('there are no transports');
  const framesOf = ({ journal }: Visit): string[] =>
    journal.flatMap((entry) => (entry.kind === 'frame' ? [toHex(entry.bytes)] : []));
  const first = framesOf(await visitOver(route, seed, signal));
  const second = framesOf(await visitOver(route, seed, signal));
  const other = framesOf(await visitOver(route, `${seed}, another`, signal));
  const differs = first.findIndex((frame, index) => frame !== second[index]);
  if (differs >= 0 || first.length !== second.length)
    return failed(`frame ${differs} differs between two runs of one seed`, {
      expected: first[differs] ?? 'no frame',
      actual: second[differs] ?? 'no frame',
    });
  if (first.some((frame) => other.includes(frame)))
    return failed('another seed gave a frame of the same bytes');
  return { summary: `${first.length} frames are identical in two runs, and all differ under another seed` };
}

async function visitOver(route: Route, seed: string, signal: AbortSignal): Promise<Visit> {
  await using dc = await startFakeDc({ seed, transports: { secrets: SECRETS } });
  signal.addEventListener('abort', () => void dc.close());
  const wire = countWireBytes();
  const started = performance.now();
  let authKeyId: string | undefined;
  let error: unknown;
  try {
    await using client = await clientOf(dc, route, seed);
    await client.createAuthKey();
    authKeyId = client.authKeyId && toHex(client.authKeyId);
    await client.ping();
  } catch (thrown) {
    error = thrown;
  }
  const milliseconds = performance.now() - started;
  return { journal: dc.journal.entries(), authKeyId, wire: wire.end(), milliseconds, error };
}

async function clientOf(dc: FakeDc, { connect: options }: Route, seed: string): Promise<Client> {
  const { host, port, publicKeys } = dc;
  const env = seededEnv({ seed, ...(dc.clock === undefined ? {} : { clock: dc.clock }) }).scoped('client');
  return await connect({ host, port, publicKeys, dc: dc.dc, env, ...options });
}

/** Passed: nothing was thrown, no MUST was broken, and both sides have the same key. */
function judgeVisit({ journal, authKeyId, error }: Visit): CheckResult {
  const bytes = lastFrameFromClient(journal);
  for (const entry of journal) {
    if (entry.kind === 'fault') return failed(`a fault of the fake DC: ${entry.error.split('\n')[0]}`, bytes);
    if (entry.kind !== 'violation') continue;
    const { rule, detail, ...compared } = violationReport(entry.violation);
    if (rule.severity === 'MUST') return failed(detail, { rule, ...compared, ...bytes });
  }
  if (error !== undefined) throw error;
  const agreed = journal.flatMap((entry) => (entry.kind === 'auth-key' ? [entry] : []));
  const [key] = agreed;
  if (key === undefined || agreed.length !== 1)
    return failed(`the fake DC made ${agreed.length} keys, not 1`);
  if (key.authKeyId !== authKeyId)
    return failed('the two sides have different keys', {
      expected: key.authKeyId,
      actual: authKeyId ?? 'no key',
    });
  return { summary: `both sides have key ${key.authKeyId}, and a ping under it was answered` };
}

function reportOf(route: Route, visit: Visit, { failure }: CheckResult): HandshakeReport {
  const { journal, wire, milliseconds, authKeyId } = visit;
  const frames = (direction: 'in' | 'out'): number =>
    journal.filter((entry) => entry.kind === 'frame' && entry.direction === direction).length;
  return {
    transport: route.name,
    status: failure === undefined ? 'passed' : 'failed',
    milliseconds,
    sent: { frames: frames('in'), bytes: wire.sent },
    received: { frames: frames('out'), bytes: wire.received },
    ...(authKeyId === undefined ? {} : { authKeyId }),
    violations: journal.flatMap((entry) =>
      entry.kind === 'violation' ? [violationReport(entry.violation)] : [],
    ),
  };
}

function lastFrameFromClient(journal: readonly JournalEntry[]): { bytes?: string } {
  const frame = journal.findLast((entry) => entry.kind === 'frame' && entry.direction === 'in');
  return frame?.kind === 'frame' ? { bytes: toHex(frame.bytes) } : {};
}
