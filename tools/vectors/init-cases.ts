// What a checking server makes of initConnection that is said again: by clients that have shown that they know that it
// has arrived, and by all others. What must come out is written down here by hand.
// https://core.telegram.org/api/invoking#saving-client-info

import { concatBytes } from '../../protocol/bytes/index.ts';
import {
  BIND,
  initConnection,
  initConnection45,
  initialised,
  NEAREST_DC,
  type QueryCase,
  type QueryMessage,
  text,
  withLayer,
} from './query-case.ts';
import { words } from './session-case.ts';

const BREAKS = { breaks: 'MT-IN-06' } as const;

/** A query that is called and answered at its time, once the client has acknowledged the answers to some others. */
function called(
  at: number,
  acknowledges: readonly number[],
  body: Uint8Array,
  call = 'help.getNearestDc',
  result = 'nearestDc',
): QueryMessage {
  return { at, ...(acknowledges.length === 0 ? {} : { acknowledges }), body, call, result };
}

/** One with initConnection. */
function said(at: number, acknowledges: readonly number[] = []): QueryMessage {
  return called(at, acknowledges, initialised(NEAREST_DC));
}

/** One without. */
function unsaid(at: number, acknowledges: readonly number[] = []): QueryMessage {
  return called(at, acknowledges, NEAREST_DC);
}

/** The first query of a case, with initConnection: with its answer the client is signed in. */
const SIGN_IN: QueryMessage = called(
  0,
  [],
  initialised(concatBytes(words(0x67a3ff2c, 0, 1), text(''), text(''))),
  'auth.importBotAuthorization',
  'auth.authorization',
);
const IMPORT_TOKEN: QueryMessage = called(
  0,
  [],
  initialised(concatBytes(words(0x95ac5ce4), text('token'))),
  'auth.importLoginToken',
  'auth.loginTokenSuccess',
);
const RESEND_CODE: QueryMessage = called(
  0,
  [],
  initialised(concatBytes(words(0xcae47523, 0), text('42'), text('hash'))),
  'auth.resendCode',
  'auth.sentCodeSuccess',
);
const binding = (at: number): QueryMessage => called(at, [], BIND, 'auth.bindTempAuthKey', 'boolTrue');
const failed: Partial<QueryMessage> = { result: 'rpc_error' };
const elsewhere: Partial<QueryMessage> = { connection: 2 };

function inits(
  name: string,
  notes: string,
  queries: readonly QueryMessage[],
  key?: QueryCase['key'],
): QueryCase {
  return { rule: 'MT-IN-06', name, notes, ...(key === undefined ? {} : { key }), queries };
}

export const initCases: readonly QueryCase[] = [
  inits('once', 'The client is signed in, and does not say it again.', [
    SIGN_IN,
    unsaid(60_000, [1]),
    unsaid(120_000, [2]),
  ]),
  inits('nothing-acknowledged', 'The client is signed in, but nothing shows that it has an answer.', [
    SIGN_IN,
    said(60_000),
    said(120_000),
    said(180_000),
  ]),
  inits('acknowledged-late', 'The first query after the acknowledgement may have been made before it.', [
    SIGN_IN,
    said(60_000),
    said(120_000, [1]),
  ]),
  inits('for-4.999-seconds', 'The client goes on for 4.999 seconds.', [
    SIGN_IN,
    said(60_000, [1]),
    said(64_999, [2]),
  ]),
  inits('not-signed-in', 'The client has answers, but is not signed in.', [
    said(0),
    said(60_000, [1]),
    said(120_000, [2]),
    said(180_000, [3]),
  ]),
  inits(
    'unbound',
    'The client has answers, but its temporary key is not bound.',
    [said(0), said(60_000, [1]), said(120_000, [2]), said(180_000, [3])],
    'unbound',
  ),
  inits('another-connection', 'The client says it again on another connection, where nothing was answered.', [
    SIGN_IN,
    said(60_000, [1]),
    { ...said(65_000), ...elsewhere },
    { ...said(120_000), ...elsewhere },
  ]),
  inits('errors', 'All that is answered on the other connection are errors.', [
    SIGN_IN,
    { ...said(60_000, [1]), ...elsewhere, ...failed },
    { ...said(120_000, [2]), ...elsewhere, ...failed },
    { ...said(180_000, [3]), ...elsewhere, ...failed },
  ]),
  inits('older-layer', 'The client declares an older layer, with initConnection as that has it.', [
    SIGN_IN,
    said(60_000, [1]),
    called(65_000, [2], withLayer(45, initConnection45(NEAREST_DC))),
  ]),
  inits('newer-layer', 'The client declares a newer layer, with the same initConnection.', [
    SIGN_IN,
    said(60_000, [1]),
    called(65_000, [2], withLayer(201, initConnection(NEAREST_DC))),
  ]),
  inits('something-else', 'The client tells of another app_version.', [
    SIGN_IN,
    said(60_000, [1]),
    called(65_000, [2], withLayer(200, initConnection(NEAREST_DC, '1.1'))),
  ]),
  inits(
    'bound-again',
    'The key is bound once more, and with that the server forgets what the client has said.',
    [binding(0), said(1000), said(60_000, [2]), binding(61_000), said(65_000, [3]), said(70_000)],
    'unbound',
  ),
  inits('for-5-seconds', 'The client goes on for 5 seconds.', [
    SIGN_IN,
    said(60_000, [1]),
    { ...said(65_000, [2]), ...BREAKS },
  ]),
  inits('every-5-seconds', 'The client goes on for ever: that is told every 5 seconds.', [
    SIGN_IN,
    said(60_000, [1]),
    { ...said(65_000), ...BREAKS },
    said(69_999),
    { ...said(70_000), ...BREAKS },
  ]),
  inits('other-queries-between', 'The client says it now and then.', [
    SIGN_IN,
    said(60_000, [1]),
    unsaid(62_000, [2]),
    { ...said(65_000, [3]), ...BREAKS },
  ]),
  ...[IMPORT_TOKEN, RESEND_CODE].map((signIn) =>
    inits(`${signIn.result}`, 'The client is signed in in another way.', [
      signIn,
      said(60_000, [1]),
      { ...said(65_000, [2]), ...BREAKS },
    ]),
  ),
  inits(
    'there-again',
    'The client says it on another connection, and goes on there when that was answered.',
    [
      SIGN_IN,
      { ...said(60_000, [1]), ...elsewhere },
      { ...said(120_000, [2]), ...elsewhere },
      { ...said(125_000), ...elsewhere, ...BREAKS },
    ],
  ),
  inits(
    'bound-before',
    'The temporary key was bound before.',
    [said(0), said(60_000, [1]), { ...said(65_000), ...BREAKS }],
    'bound',
  ),
  inits(
    'bound-now',
    'The client binds its temporary key, and goes on when another query was answered.',
    [binding(0), said(1000), said(60_000, [2]), { ...said(65_000), ...BREAKS }],
    'unbound',
  ),
];
