// What a checking server makes of queries of the API: for each rule queries that break it, and queries that come as
// near to the edge as there are. What must come out is written down here by hand, from the specification.
// https://core.telegram.org/api/invoking, https://core.telegram.org/api/pfs

import { concatBytes } from '../../protocol/bytes/index.ts';
import { gzip } from '../../protocol/gzip/index.ts';
import type { RuleId } from '../../protocol/rules/index.ts';
import {
  afterMsg,
  afterMsgs,
  BIND,
  GET_CONFIG,
  GET_USERS,
  initConnection,
  initConnection45,
  initialised,
  msgIdOf,
  NEAREST_DC,
  packed,
  type QueryCase,
  type QueryMessage,
  withLayer,
} from './query-case.ts';
import { words } from './session-case.ts';

const NOT_INITED = [400, 'CONNECTION_NOT_INITED'] as const;
const PERM_EMPTY = [401, 'AUTH_KEY_PERM_EMPTY'] as const;
const BAD_LAYER = [400, 'CONNECTION_LAYER_INVALID'] as const;

/** inputUserSelf#f7c1b13f */
const SELF = words(0xf7c1b13f);

/** users.getUsers with a vector of one. */
function getOneUser(user: Uint8Array): Uint8Array {
  return concatBytes(words(0x0d91a548, 0x1cb5c415, 1), user);
}

/** A query that is called. */
function right(body: Uint8Array, call = 'help.getNearestDc'): QueryMessage {
  return { body, call };
}

/** A query that is refused. */
function wrong(breaks: RuleId, error: QueryMessage['error'] & object, body: Uint8Array): QueryMessage {
  return { body, breaks, error };
}

/** Under a permanent key; nothing was declared before. */
function fresh(rule: RuleId, name: string, notes: string, ...queries: readonly QueryMessage[]): QueryCase {
  return { rule, name, notes, queries };
}

/** Under a permanent key; the client has declared layer 200. */
function known(rule: RuleId, name: string, notes: string, ...queries: readonly QueryMessage[]): QueryCase {
  return { rule, name, notes, layer: 200, queries };
}

function unreadable(name: string, notes: string, message: string, body: Uint8Array): QueryCase {
  return known('MT-IN-03', name, notes, wrong('MT-IN-03', [400, message], body));
}

const first = right(NEAREST_DC);

export const queryCases: readonly QueryCase[] = [
  fresh(
    'MT-IN-01',
    'both-wrappers',
    'The first query is wrapped; the next one need not be.',
    right(initialised(NEAREST_DC)),
    first,
  ),
  known(
    'MT-IN-01',
    'declared-before',
    'The client has declared its layer before, under the same key.',
    first,
  ),
  known(
    'MT-IN-01',
    'one-wrapper-later',
    'Once both have come, each may come alone.',
    right(withLayer(45, NEAREST_DC)),
    right(initConnection(NEAREST_DC)),
  ),
  {
    rule: 'MT-IN-01',
    name: 'bindTempAuthKey',
    notes: 'auth.bindTempAuthKey comes before both.',
    key: 'unbound',
    queries: [right(BIND, 'auth.bindTempAuthKey')],
  },
  fresh('MT-IN-01', 'no-wrapper', 'The query is not wrapped.', wrong('MT-IN-01', NOT_INITED, NEAREST_DC)),
  fresh(
    'MT-IN-01',
    'no-initConnection',
    'invokeWithLayer without initConnection.',
    wrong('MT-IN-01', NOT_INITED, withLayer(200, NEAREST_DC)),
  ),
  fresh(
    'MT-IN-01',
    'no-invokeWithLayer',
    'initConnection without invokeWithLayer: it does not count, and the next query is refused too.',
    wrong('MT-IN-01', NOT_INITED, initConnection(NEAREST_DC)),
    wrong('MT-IN-01', NOT_INITED, NEAREST_DC),
  ),
  {
    rule: 'MT-IN-01',
    name: 'no-wrapper-reported',
    notes: 'The query is not wrapped; the server only reports that.',
    strictness: 'report',
    queries: [{ ...first, breaks: 'MT-IN-01' }],
  },
  {
    rule: 'MT-IN-01',
    name: 'bound',
    notes: 'A key that was bound is as a fresh one.',
    key: 'bound',
    queries: [wrong('MT-IN-01', NOT_INITED, GET_USERS)],
  },
  fresh('MT-IN-02', 'layer-200', 'The newest layer of the server.', right(initialised(NEAREST_DC))),
  fresh(
    'MT-IN-02',
    'layer-45',
    'The oldest layer of the server.',
    right(withLayer(45, initConnection45(NEAREST_DC))),
  ),
  ...[44, 0, -1].map((layer) =>
    fresh(
      'MT-IN-02',
      `layer-${layer}`,
      `Layer ${layer}, which is older than the oldest one of the server.`,
      wrong('MT-IN-02', BAD_LAYER, withLayer(layer, initConnection45(NEAREST_DC))),
    ),
  ),
  {
    rule: 'MT-IN-02',
    name: 'layer-44-reported',
    notes: 'Nobody can read the query: a server that only reports refuses it too.',
    strictness: 'report',
    queries: [wrong('MT-IN-02', BAD_LAYER, withLayer(44, initConnection45(NEAREST_DC)))],
  },
  known('MT-IN-03', 'exact', 'Nothing is missing, and nothing follows.', right(GET_USERS, 'users.getUsers')),
  known(
    'MT-IN-03',
    'initConnection-45',
    'initConnection as the layer that is declared has it.',
    right(withLayer(45, initConnection45(NEAREST_DC))),
  ),
  unreadable(
    'four-bytes-more',
    '4 bytes follow the query.',
    'INPUT_REQUEST_TOO_LONG',
    concatBytes(NEAREST_DC, words(0)),
  ),
  unreadable(
    'four-bytes-less',
    'The last constructor of the query is missing.',
    'INPUT_FETCH_ERROR',
    GET_USERS.subarray(0, -4),
  ),
  unreadable('empty', 'The query is empty.', 'INPUT_METHOD_INVALID', initialised(new Uint8Array())),
  unreadable('unknown-method', 'No layer has the method.', 'INPUT_METHOD_INVALID', words(0x01020304)),
  unreadable('constructor', 'inputUserSelf is no method.', 'INPUT_METHOD_INVALID', words(0xf7c1b13f)),
  unreadable(
    'unknown-constructor',
    'No layer has the constructor in the query.',
    'INPUT_CONSTRUCTOR_INVALID',
    concatBytes(GET_USERS.subarray(0, -4), words(0x01020304)),
  ),
  known(
    'MT-IN-04',
    'outermost',
    'invokeAfterMsg is outermost, and names an earlier message.',
    first,
    right(afterMsg(msgIdOf(1), initialised(NEAREST_DC))),
  ),
  known(
    'MT-IN-04',
    'several',
    'invokeAfterMsgs names two earlier messages.',
    first,
    first,
    right(afterMsgs([msgIdOf(1), msgIdOf(2)], NEAREST_DC)),
  ),
  known('MT-IN-04', 'none', 'invokeAfterMsgs names no message.', right(afterMsgs([], NEAREST_DC))),
  known(
    'MT-IN-04',
    'just-below',
    'The message that it names is the last that could have come before: 4 below its own.',
    right(afterMsg(msgIdOf(1) - 4n, NEAREST_DC)),
  ),
  known('MT-IN-04', 'inside', 'invokeAfterMsg is inside initConnection.', first, {
    ...right(initialised(afterMsg(msgIdOf(1), NEAREST_DC))),
    breaks: 'MT-IN-04',
  }),
  known('MT-IN-04', 'inside-invokeWithLayer', 'invokeAfterMsgs is inside invokeWithLayer.', first, {
    ...right(withLayer(200, afterMsgs([msgIdOf(1)], NEAREST_DC))),
    breaks: 'MT-IN-04',
  }),
  known('MT-IN-04', 'itself', 'invokeAfterMsg names its own message.', {
    ...right(afterMsg(msgIdOf(1), NEAREST_DC)),
    breaks: 'MT-IN-04',
  }),
  known('MT-IN-04', 'later', 'One of the messages that invokeAfterMsgs names is later.', first, {
    ...right(afterMsgs([msgIdOf(1), msgIdOf(3)], NEAREST_DC)),
    breaks: 'MT-IN-04',
  }),
  {
    rule: 'MT-PF-01',
    name: 'allowed',
    notes: 'What an unbound temporary key may call.',
    key: 'unbound',
    queries: [
      right(initialised(NEAREST_DC)),
      right(GET_CONFIG, 'help.getConfig'),
      right(BIND, 'auth.bindTempAuthKey'),
    ],
  },
  {
    rule: 'MT-PF-01',
    name: 'bound',
    notes: 'A bound key calls everything.',
    key: 'bound',
    queries: [right(initialised(GET_USERS), 'users.getUsers')],
  },
  fresh(
    'MT-PF-01',
    'permanent',
    'A permanent key calls everything.',
    right(initialised(GET_USERS), 'users.getUsers'),
  ),
  {
    rule: 'MT-PF-01',
    name: 'unbound',
    notes: 'users.getUsers under an unbound temporary key.',
    key: 'unbound',
    queries: [wrong('MT-PF-01', PERM_EMPTY, initialised(GET_USERS)), first],
  },
  {
    rule: 'MT-PF-01',
    name: 'unbound-reported',
    notes: 'The same with a server that only reports.',
    key: 'unbound',
    strictness: 'report',
    queries: [{ ...right(initialised(GET_USERS), 'users.getUsers'), breaks: 'MT-PF-01' }],
  },
  fresh(
    'MT-CT-07',
    'packed-in-wrappers',
    'The query is packed inside its wrappers.',
    right(initialised(packed(gzip(GET_USERS))), 'users.getUsers'),
  ),
  fresh(
    'MT-CT-07',
    'not-deflate-in-wrappers',
    'What is packed inside the wrappers is no deflate stream.',
    wrong('MT-CT-07', [400, 'INPUT_FETCH_ERROR'], initialised(packed(Uint8Array.of(1, 2, 3, 4)))),
  ),
  fresh(
    'MT-CT-07',
    'packed-parameter',
    'What is packed is the one InputUser in a vector.',
    right(initialised(getOneUser(packed(gzip(SELF)))), 'users.getUsers'),
  ),
  fresh(
    'MT-CT-07',
    'packed-vector',
    'What is packed is the vector that is a parameter.',
    right(
      initialised(concatBytes(words(0x0d91a548), packed(gzip(concatBytes(words(0x1cb5c415, 1), SELF))))),
      'users.getUsers',
    ),
  ),
  fresh(
    'MT-CT-07',
    'packed-twice-in-parameter',
    'What is packed in a parameter is gzip_packed again.',
    wrong('MT-CT-07', [400, 'INPUT_FETCH_ERROR'], initialised(getOneUser(packed(gzip(packed(gzip(SELF))))))),
  ),
  fresh(
    'MT-CT-07',
    'two-objects-packed-in-parameter',
    'What is packed in a parameter is two objects.',
    wrong(
      'MT-CT-07',
      [400, 'INPUT_FETCH_ERROR'],
      initialised(getOneUser(packed(gzip(concatBytes(SELF, SELF))))),
    ),
  ),
];
