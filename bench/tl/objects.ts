// Objects of real shape in layer 227, made from a seed: what a client's first screen asks for, and what a
// download is made of. Sizes and field combinations follow what production sends; the values are invented.

import type { TlObject } from '../../protocol/tl/index.ts';

/** How the keys of the objects vary. */
export type Variety =
  /** every constructor with the same keys in the same order */
  | 'one-shape'
  /** the combinations of optional fields that a real account shows, keys in the order of the literal */
  | 'mixed';

/** A generator of numbers, so that every run measures the same bytes. */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** 0..sides-1 */
  roll(sides: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * sides);
  }

  long(): bigint {
    return BigInt.asIntN(64, (BigInt(this.roll(2 ** 32)) << 32n) | BigInt(this.roll(2 ** 32)));
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.roll(256));
  }

  pick<T>(...of: readonly [T, ...T[]]): T {
    return of[this.roll(of.length)] as T;
  }
}

/** `messages.dialogs` with as many dialogs, messages and users. */
export function dialogs(count: number, variety: Variety, seed = 1): TlObject {
  const dice = new Dice(seed);
  const ids = Array.from({ length: count }, (_, i) => BigInt(5_000_000_000 + 7919 * i));
  return {
    _: 'messages.dialogs',
    dialogs: ids.map((id, i) => dialog(dice, id, i, variety)),
    messages: ids.map((id, i) => message(dice, id, i, variety)),
    chats: [],
    users: ids.map((id, i) => user(dice, id, i, variety)),
  };
}

/** `updates` with five of them, one user: about 1 KB. */
export function updates(variety: Variety, seed = 2): TlObject {
  const dice = new Dice(seed);
  const id = 5_000_000_000n;
  return {
    _: 'updates',
    updates: [
      { _: 'updateNewMessage', message: message(dice, id, 1, variety), pts: 1001, pts_count: 1 },
      { _: 'updateUserStatus', user_id: id, status: { _: 'userStatusOnline', expires: 1_730_000_300 } },
      {
        _: 'updateReadHistoryInbox',
        peer: { _: 'peerUser', user_id: id },
        max_id: 77,
        still_unread_count: 0,
        pts: 1002,
        pts_count: 1,
      },
      { _: 'updateNewMessage', message: message(dice, id + 1n, 2, variety), pts: 1003, pts_count: 1 },
      { _: 'updateDeleteMessages', messages: [70, 71, 72, 73], pts: 1004, pts_count: 4 },
    ],
    users: [user(dice, id, 1, variety), user(dice, id + 1n, 2, variety)],
    chats: [],
    date: 1_730_000_000,
    seq: 12,
  };
}

/** `config` as help.getConfig answers. */
export function config(): TlObject {
  return {
    _: 'config',
    preload_featured_stickers: true,
    revoke_pm_inbox: true,
    date: 1_730_000_000,
    expires: 1_730_003_600,
    test_mode: false,
    this_dc: 2,
    dc_options: Array.from({ length: 10 }, (_, i) => ({
      _: 'dcOption',
      ...(i % 2 === 1 && { ipv6: true }),
      ...(i % 5 === 4 && { media_only: true }),
      id: 1 + (i >> 1),
      ip_address: i % 2 === 1 ? `2001:db8:f23d:f001:0:0:0:${i}` : `192.0.2.${50 + i}`,
      port: 443,
    })),
    dc_txt_domain_name: 'apv3.example.com',
    chat_size_max: 200,
    megagroup_size_max: 200000,
    forwarded_count_max: 100,
    online_update_period_ms: 210000,
    offline_blur_timeout_ms: 5000,
    offline_idle_timeout_ms: 30000,
    online_cloud_timeout_ms: 300000,
    notify_cloud_delay_ms: 30000,
    notify_default_delay_ms: 1500,
    push_chat_period_ms: 60000,
    push_chat_limit: 2,
    edit_time_limit: 172800,
    revoke_time_limit: 2147483647,
    revoke_pm_time_limit: 2147483647,
    rating_e_decay: 2419200,
    stickers_recent_limit: 200,
    channels_read_media_period: 604800,
    call_receive_timeout_ms: 20000,
    call_ring_timeout_ms: 90000,
    call_connect_timeout_ms: 30000,
    call_packet_timeout_ms: 10000,
    me_url_prefix: 'https://t.example/',
    autoupdate_url_prefix: 'https://updates.example.com/',
    gif_search_username: 'gif',
    venue_search_username: 'foursquare',
    img_search_username: 'bing',
    caption_length_max: 1024,
    message_length_max: 4096,
    webfile_dc_id: 4,
    suggested_lang_code: 'en',
    lang_pack_version: 42,
    base_lang_pack_version: 0,
    reactions_default: { _: 'reactionEmoji', emoticon: '👍' },
  };
}

/** The result of help.getNearestDc: 24 bytes. */
export function nearestDc(): TlObject {
  return { _: 'nearestDc', country: 'NL', this_dc: 2, nearest_dc: 4 };
}

/** A chunk of a download. */
export function uploadFile(size: number): TlObject {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = Math.imul(i, 2654435761) >>> 24;
  return { _: 'upload.file', type: { _: 'storage.fileJpeg' }, mtime: 1_730_000_000, bytes };
}

const FIRST = ['Anna', 'Boris', 'Chiara', 'Dmitri', 'Eve', 'Željko', 'Farid', 'Gwen', 'Мария', 'Ines'];
const LAST = ['Novak', 'Smith', 'van den Berg', 'Rossi', 'Иванова', 'Kim', 'Okafor', 'García'];
const WORDS =
  'the quick brown fox jumps over a lazy dog while seven wizards quietly judge my vow and meet us at noon'.split(
    ' ',
  );

function text(dice: Dice, i: number): string {
  if (i % 10 === 9) return 'Привет! Завтра в семь, как договорились? 🙂';
  const length = i % 7 === 0 ? 2 : 4 + dice.roll(22);
  return Array.from({ length }, () => WORDS[dice.roll(WORDS.length)]).join(' ');
}

function user(dice: Dice, id: bigint, i: number, variety: Variety): TlObject {
  const kind = variety === 'one-shape' ? 0 : dice.roll(5);
  const photo = {
    _: 'userProfilePhoto',
    photo_id: dice.long(),
    ...(kind !== 2 && { stripped_thumb: dice.bytes(40) }),
    dc_id: 2,
  };
  const names = { first_name: dice.pick('', ...FIRST), last_name: LAST[i % LAST.length] as string };
  switch (kind) {
    case 1:
      return {
        _: 'user',
        bot: true,
        verified: true,
        bot_attach_menu: true,
        id,
        access_hash: dice.long(),
        first_name: `${names.first_name} bot`,
        username: `user_${i}_bot`,
        photo,
        bot_info_version: 3,
        bot_inline_placeholder: 'Search...',
      };
    case 2:
      return {
        _: 'user',
        contact: true,
        mutual_contact: true,
        id,
        access_hash: dice.long(),
        ...names,
        phone: `99966${10000 + i}`,
        photo,
        status: { _: 'userStatusOnline', expires: 1_730_000_000 + i },
      };
    case 3:
      return { _: 'user', deleted: true, id, access_hash: dice.long() };
    case 4:
      return {
        _: 'user',
        premium: true,
        id,
        access_hash: dice.long(),
        first_name: names.first_name,
        usernames: [{ _: 'username', active: true, editable: true, username: `first_${i}` }],
        photo,
        status: { _: 'userStatusRecently' },
        emoji_status: { _: 'emojiStatus', document_id: dice.long() },
        color: { _: 'peerColor', color: 5, background_emoji_id: dice.long() },
      };
    default:
      return {
        _: 'user',
        contact: true,
        id,
        access_hash: dice.long(),
        ...names,
        username: `user_name_${i}`,
        phone: `99966${10000 + i}`,
        photo,
        status: { _: 'userStatusOffline', was_online: 1_729_000_000 + i },
      };
  }
}

function message(dice: Dice, id: bigint, i: number, variety: Variety): TlObject {
  const kind = variety === 'one-shape' ? 0 : dice.roll(6);
  const peer = { _: 'peerUser', user_id: id };
  const common = { id: 1000 + i, from_id: peer, peer_id: peer, date: 1_730_000_000 - 60 * i };
  switch (kind) {
    case 1:
      return { _: 'message', out: true, ...common, message: text(dice, i), reply_to: replyTo(i) };
    case 2:
      return { _: 'message', ...common, message: '', media: photoMedia(dice) };
    case 3:
      return {
        _: 'message',
        post: true,
        silent: true,
        ...common,
        message: text(dice, i),
        views: 1000 + i,
        forwards: i,
        edit_date: 1_730_000_100,
        post_author: 'Editor',
      };
    case 4:
      return {
        _: 'message',
        out: true,
        pinned: true,
        ...common,
        fwd_from: { _: 'messageFwdHeader', from_id: peer, date: 1_729_000_000 },
        message: text(dice, i),
        entities: [
          { _: 'messageEntityBold', offset: 0, length: 3 },
          { _: 'messageEntityTextUrl', offset: 4, length: 5, url: 'https://example.com/a?b=c' },
        ],
        reactions: {
          _: 'messageReactions',
          results: [{ _: 'reactionCount', reaction: { _: 'reactionEmoji', emoticon: '❤' }, count: 3 }],
        },
      };
    default:
      return {
        _: 'message',
        out: true,
        ...common,
        message: text(dice, i),
        entities: [{ _: 'messageEntityItalic', offset: 0, length: 2 }],
      };
  }
}

function replyTo(i: number): TlObject {
  return { _: 'messageReplyHeader', reply_to_msg_id: 900 + i };
}

function photoMedia(dice: Dice): TlObject {
  return {
    _: 'messageMediaPhoto',
    photo: {
      _: 'photo',
      id: dice.long(),
      access_hash: dice.long(),
      file_reference: dice.bytes(25),
      date: 1_730_000_000,
      sizes: [
        { _: 'photoStrippedSize', type: 'i', bytes: dice.bytes(60) },
        { _: 'photoSize', type: 'm', w: 320, h: 240, size: 12_345 },
        { _: 'photoSizeProgressive', type: 'x', w: 800, h: 600, sizes: [10_000, 20_000, 30_000, 54_321] },
      ],
      dc_id: 2,
    },
  };
}

function dialog(dice: Dice, id: bigint, i: number, variety: Variety): TlObject {
  const extra =
    variety === 'one-shape'
      ? {}
      : dice.pick<Record<string, string | number | boolean>>(
          {},
          { pinned: true },
          { folder_id: 1 },
          { unread_mark: true },
        );
  const settings =
    variety === 'one-shape' || i % 3 !== 0
      ? { _: 'peerNotifySettings' }
      : { _: 'peerNotifySettings', show_previews: true, silent: false, mute_until: 2_147_483_647 };
  return {
    _: 'dialog',
    ...extra,
    peer: { _: 'peerUser', user_id: id },
    top_message: 1000 + i,
    read_inbox_max_id: 990 + i,
    read_outbox_max_id: 995 + i,
    unread_count: i % 4,
    unread_mentions_count: 0,
    unread_reactions_count: 0,
    unread_poll_votes_count: 0,
    notify_settings: settings,
  };
}
