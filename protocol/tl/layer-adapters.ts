// What a layer's definitions do not say of one another: constructors that were renamed or reshaped, and types
// that took the place of others. Everything that has kept its names needs no entry here.

import type { TlObject, TlValue } from './value.ts';

/** A constructor or method that changed: applies when both sides have the fields that it speaks of. */
export interface LayerAdapter {
  /** its name, for reports */
  readonly name: string;
  /** the definition on either side, if it was renamed: from is what the value is called */
  readonly from: string;
  readonly to: string;
  /** fields that the value must have, and that the target's definition must have */
  readonly needs: readonly string[];
  readonly gives: readonly string[];
  /** the fields that it gives; others stay as they are */
  adapt(value: TlObject): Readonly<Record<string, TlValue>>;
}

/** A type that took the place of another in a field: what the other's value is in it. */
export interface TypeAdapter {
  readonly name: string;
  /** the boxed type that the target wants */
  readonly to: string;
  /** the value in the new type; undefined for a value of another kind */
  adapt(value: TlValue): TlObject | undefined;
}

/** A boxed value where a plain one is wanted. */
export interface PlainAdapter {
  readonly name: string;
  /** the constructor that the value is */
  readonly from: string;
  adapt(value: TlObject): TlValue;
}

export const layerAdapters: readonly LayerAdapter[] = [
  // layer 45: the peer of a message was called to_id
  rename('message', 'peer_id', 'to_id'),
  rename('messageService', 'peer_id', 'to_id'),
  // layer 45: the code was always a text message, and the timeout had another name
  {
    name: 'auth.sentCode of layer 45',
    from: 'auth.sentCode',
    to: 'auth.sentCode',
    needs: [],
    gives: ['send_call_timeout', 'phone_registered'],
    adapt: ({ timeout, type }) => ({
      send_call_timeout: timeout ?? 0,
      phone_registered: true,
      is_password: isNamed(type, 'auth.sentCodeTypeApp'),
    }),
  },
  renamed('auth.sentAppCode', 'auth.sentCode', [], ['type'], ({ send_call_timeout }) => ({
    type: { _: 'auth.sentCodeTypeApp', length: 5 },
    timeout: send_call_timeout,
  })),
  renamed('dialogChannel', 'dialog', ['pts'], ['pts'], ({ pts }) => ({ pts })),
  renamed('peerNotifySettingsEmpty', 'peerNotifySettings', [], [], () => ({})),
  // months became days
  ...['messageActionGiftCode', 'messageActionGiftPremium', 'payments.checkedGiftCode'].flatMap((name) => [
    convert(name, 'days', 'months', (days) => Math.round(Number(days) / 30)),
    convert(name, 'months', 'days', (months) => 30 * Number(months)),
  ]),
  // one user name became several
  convert('updateUserName', 'usernames', 'username', (names) => {
    const [first] = Array.isArray(names) ? names : [];
    return isObject(first) ? first.username : '';
  }),
  convert('updateUserName', 'username', 'usernames', (username) =>
    username === '' ? [] : [{ _: 'username', editable: true, active: true, username }],
  ),
  // voters became peers
  convert('updateMessagePollVote', 'peer', 'user_id', (peer) => (isObject(peer) ? peer.user_id : undefined)),
  convert('updateMessagePollVote', 'user_id', 'peer', (id) => ({ _: 'peerUser', user_id: id })),
  // the emoji of a chat theme became the theme
  ...['messageActionSetChatTheme', 'messages.setChatTheme'].flatMap((name) => [
    convert(name, 'theme', 'emoticon', (theme) => (isObject(theme) ? (theme.emoticon ?? '') : '')),
    convert(name, 'emoticon', 'theme', (emoticon) => ({
      _: name.startsWith('messages.') ? 'inputChatTheme' : 'chatTheme',
      emoticon,
    })),
  ]),
  // the rarity of a gift's attribute became a type
  ...['starGiftAttributeModel', 'starGiftAttributePattern', 'starGiftAttributeBackdrop'].flatMap((name) => [
    convert(name, 'rarity', 'rarity_permille', (rarity) => (isObject(rarity) ? rarity.permille : undefined)),
    convert(name, 'rarity_permille', 'rarity', (permille) => ({ _: 'starGiftAttributeRarity', permille })),
  ]),
  // layer 143: what was replied to was a number
  convert('messages.sendScreenshotNotification', 'reply_to_msg_id', 'reply_to', (id) => ({
    _: 'inputReplyToMessage',
    reply_to_msg_id: id,
  })),
  ...[
    'messages.sendMessage',
    'messages.sendMedia',
    'messages.sendMultiMedia',
    'messages.sendInlineBotResult',
  ].map((name) =>
    convert(name, 'reply_to_msg_id', 'reply_to', (id) =>
      id === undefined ? undefined : { _: 'inputReplyToMessage', reply_to_msg_id: id },
    ),
  ),
  // layer 143: answers to these had other names
  renamed('messages.translateResultText', 'messages.translateResult', ['text'], ['result'], ({ text }) => ({
    result: [{ _: 'textWithEntities', text, entities: [] }],
  })),
];

export const typeAdapters: readonly TypeAdapter[] = [
  wrap('text with entities', 'TextWithEntities', 'string', (text) => ({
    _: 'textWithEntities',
    text,
    entities: [],
  })),
  wrap('reaction', 'Reaction', 'string', (emoticon) =>
    emoticon === '' ? { _: 'reactionEmpty' } : { _: 'reactionEmoji', emoticon },
  ),
  wrap('user as peer', 'Peer', 'number', (id) => ({ _: 'peerUser', user_id: id })),
  wrap('user as peer', 'Peer', 'bigint', (id) => ({ _: 'peerUser', user_id: id })),
  wrap('recent story', 'RecentStory', 'number', (id) => ({ _: 'recentStory', max_id: id })),
  wrap('peer color', 'PeerColor', 'number', (color) => ({ _: 'peerColor', color })),
  wrap('privacy of paid reactions', 'PaidReactionPrivacy', 'boolean', (isPrivate) => ({
    _: isPrivate ? 'paidReactionPrivacyAnonymous' : 'paidReactionPrivacyDefault',
  })),
  {
    name: 'reactions of a chat',
    to: 'ChatReactions',
    adapt: (value) =>
      Array.isArray(value)
        ? { _: 'chatReactionsSome', reactions: value.map((emoticon) => ({ _: 'reactionEmoji', emoticon })) }
        : undefined,
  },
  {
    name: 'peer that can send',
    to: 'SendAsPeer',
    adapt: (value) =>
      isObject(value) && value._.startsWith('peer') ? { _: 'sendAsPeer', peer: value } : undefined,
  },
];

export const plainAdapters: readonly PlainAdapter[] = [
  { name: 'text with entities', from: 'textWithEntities', adapt: ({ text }) => text },
  { name: 'reaction', from: 'reactionEmoji', adapt: ({ emoticon }) => emoticon },
  { name: 'reaction', from: 'reactionEmpty', adapt: () => '' },
  { name: 'user as peer', from: 'peerUser', adapt: ({ user_id }) => user_id },
  { name: 'recent story', from: 'recentStory', adapt: ({ max_id }) => max_id },
  { name: 'peer color', from: 'peerColor', adapt: ({ color }) => color },
  { name: 'reason of a restriction', from: 'restrictionReason', adapt: ({ text }) => text },
  { name: 'privacy of paid reactions', from: 'paidReactionPrivacyAnonymous', adapt: () => true },
  { name: 'privacy of paid reactions', from: 'paidReactionPrivacyDefault', adapt: () => false },
];

function rename(name: string, newer: string, older: string): LayerAdapter {
  return convert(name, newer, older, (value) => value);
}

/** One field that became another. */
function convert(name: string, from: string, to: string, adapt: (value: TlValue) => TlValue): LayerAdapter {
  return {
    name: `${name}: ${from} as ${to}`,
    from: name,
    to: name,
    needs: [from],
    gives: [to],
    adapt: (value) => ({ [to]: adapt(value[from]) }),
  };
}

/** A constructor with another name. */
function renamed(
  from: string,
  to: string,
  needs: readonly string[],
  gives: readonly string[],
  adapt: LayerAdapter['adapt'],
): LayerAdapter {
  return { name: `${from} as ${to}`, from, to, needs, gives, adapt };
}

function wrap(name: string, to: string, kind: string, adapt: (value: TlValue) => TlObject): TypeAdapter {
  return { name, to, adapt: (value) => (typeof value === kind ? adapt(value) : undefined) };
}

function isNamed(value: TlValue, name: string): boolean {
  return isObject(value) && value._ === name;
}

function isObject(value: TlValue): value is TlObject {
  return typeof value === 'object' && '_' in value;
}
