// Layer conversion on the real layers: what production clients of those layers sent and expected.

import { describe, expect, it } from 'vitest';
import {
  convertObject,
  convertValue,
  createCodec,
  neutralValue,
  type TlObject,
} from '../protocol/tl/index.ts';
import { loadLayers } from './index.ts';

const registry = loadLayers();
const newest = registry.schema(registry.newest);

/** Converts and proves that the result can be sent. */
function convert(object: TlObject, layer: number) {
  const schema = registry.schema(layer);
  const converted = convertObject(object, schema);
  const codec = createCodec(schema);
  expect(codec.decode(codec.encode(converted.value))).toEqual(converted.value);
  return { value: converted.value, changes: converted.changes.map(({ kind, path }) => `${kind} ${path}`) };
}

const peer = { _: 'peerUser', user_id: 7n };
const user = {
  _: 'user',
  contact: true,
  id: 7n,
  first_name: 'Ann',
  color: { _: 'peerColor', color: 3 },
  stories_max_id: { _: 'recentStory', max_id: 9 },
};

describe('newest to older', () => {
  it('drops the optional fields that the layer lacks', () => {
    expect(convert(user, 143)).toEqual({
      value: { _: 'user', contact: true, id: 7n, first_name: 'Ann' },
      changes: ['dropped user.color', 'dropped user.stories_max_id'],
    });
  });

  it('unwraps what became a type', () => {
    expect(convert(user, 198).value).toEqual({ ...user, stories_max_id: 9 });
    const poll = {
      _: 'poll',
      id: 1n,
      question: { _: 'textWithEntities', text: 'Why?', entities: [] },
      answers: [
        {
          _: 'pollAnswer',
          text: { _: 'textWithEntities', text: 'So', entities: [] },
          option: Uint8Array.of(1),
        },
      ],
      hash: 0n,
    };
    expect(convert(poll, 143)).toEqual({
      value: {
        _: 'poll',
        id: 1n,
        question: 'Why?',
        answers: [{ _: 'pollAnswer', text: 'So', option: Uint8Array.of(1) }],
      },
      changes: ['dropped poll.hash', 'adapted poll.question', 'adapted poll.answers[0].text'],
    });
    const count = { _: 'reactionCount', reaction: { _: 'reactionEmoji', emoticon: '❤' }, count: 2 };
    expect(convert(count, 143).value).toEqual({ _: 'reactionCount', reaction: '❤', count: 2 });
  });

  it('puts nothing in the place of what the layer does not know', () => {
    const media = {
      _: 'messageMediaToDo',
      todo: { _: 'todoList', title: { _: 'textWithEntities', text: '', entities: [] }, list: [] },
    };
    const message = { _: 'message', id: 1, peer_id: peer, date: 5, message: 'hi', media };
    expect(convert(message, 143)).toEqual({
      value: { _: 'message', id: 1, peer_id: peer, date: 5, message: 'hi' },
      changes: ['dropped message.media'],
    });
    const service = {
      _: 'messageService',
      id: 1,
      peer_id: peer,
      date: 5,
      action: { _: 'messageActionBoostApply', boosts: 1 },
    };
    expect(convert(service, 143)).toMatchObject({
      value: { action: { _: 'messageActionEmpty' } },
      changes: ['replaced messageService.action'],
    });
  });

  it('leaves out the items of a vector that the layer does not know', () => {
    const updates = {
      _: 'updates',
      updates: [
        { _: 'updateUser', user_id: 7n },
        { _: 'updateUserStatus', user_id: 7n, status: { _: 'userStatusRecently' } },
      ],
      users: [],
      chats: [],
      date: 1,
      seq: 2,
    };
    expect(convert(updates, 143)).toEqual({
      value: {
        ...updates,
        updates: [{ _: 'updateUserStatus', user_id: 7n, status: { _: 'userStatusRecently' } }],
      },
      changes: ['dropped updates.updates[0]'],
    });
  });

  it('goes back to 2016', () => {
    const message = { _: 'message', out: true, id: 1, from_id: peer, peer_id: peer, date: 5, message: 'hi' };
    expect(convert(message, 45)).toEqual({
      value: {
        _: 'message',
        out: true,
        id: 1,
        from_id: 7,
        to_id: { _: 'peerUser', user_id: 7 },
        date: 5,
        message: 'hi',
      },
      changes: ['adapted message', 'adapted message.from_id'],
    });
    const sentCode = {
      _: 'auth.sentCode',
      type: { _: 'auth.sentCodeTypeApp', length: 5 },
      phone_code_hash: 'h',
      timeout: 60,
    };
    expect(convert(sentCode, 45).value).toEqual({
      _: 'auth.sentCode',
      phone_registered: true,
      phone_code_hash: 'h',
      send_call_timeout: 60,
      is_password: true,
    });
    expect(convert({ ...user, id: 2n ** 40n }, 45).changes).toContain('replaced user.id');
  });

  it('months and days, user names, rarities', () => {
    expect(
      convert({ _: 'messageActionGiftPremium', currency: 'XTR', amount: 1n, days: 90 }, 198).value,
    ).toEqual({
      _: 'messageActionGiftPremium',
      currency: 'XTR',
      amount: 1n,
      months: 3,
    });
    const names = {
      _: 'updateUserName',
      user_id: 7n,
      first_name: 'A',
      last_name: '',
      usernames: [{ _: 'username', active: true, username: 'ann' }],
    };
    expect(convert(names, 143).value).toEqual({
      _: 'updateUserName',
      user_id: 7n,
      first_name: 'A',
      last_name: '',
      username: 'ann',
    });
  });
});

describe('older to newest', () => {
  const up = (object: TlObject) => convert(object, registry.newest);

  it('fills what is required now', () => {
    const request = {
      _: 'auth.sendCode',
      phone_number: '9996612345',
      sms_type: 5,
      api_id: 1,
      api_hash: 'h',
      lang_code: 'en',
    };
    expect(up(request)).toEqual({
      value: {
        _: 'auth.sendCode',
        phone_number: '9996612345',
        api_id: 1,
        api_hash: 'h',
        settings: { _: 'codeSettings' },
      },
      changes: [
        'dropped auth.sendCode.sms_type',
        'dropped auth.sendCode.lang_code',
        'filled auth.sendCode.settings',
      ],
    });
  });

  it('widens numbers', () => {
    expect(up({ _: 'inputPeerUser', user_id: 7, access_hash: 1n })).toEqual({
      value: { _: 'inputPeerUser', user_id: 7n, access_hash: 1n },
      changes: [],
    });
    expect(up({ _: 'documentAttributeVideo', duration: 3, w: 1, h: 2 }).value).toEqual({
      _: 'documentAttributeVideo',
      duration: 3,
      w: 1,
      h: 2,
    });
  });

  it('wraps what became a type or a vector', () => {
    const request = { _: 'messages.sendReaction', peer: { _: 'inputPeerSelf' }, msg_id: 1, reaction: '👍' };
    expect(up(request).value).toEqual({ ...request, reaction: [{ _: 'reactionEmoji', emoticon: '👍' }] });
    const reply = {
      _: 'messages.sendMessage',
      peer: { _: 'inputPeerSelf' },
      reply_to_msg_id: 5,
      message: 'a',
      random_id: 1n,
    };
    expect(up(reply)).toEqual({
      value: {
        _: 'messages.sendMessage',
        peer: { _: 'inputPeerSelf' },
        reply_to: { _: 'inputReplyToMessage', reply_to_msg_id: 5 },
        message: 'a',
        random_id: 1n,
      },
      changes: ['adapted messages.sendMessage'],
    });
  });

  it('renames', () => {
    const code = {
      _: 'auth.sentAppCode',
      phone_registered: true,
      phone_code_hash: 'h',
      send_call_timeout: 9,
      is_password: true,
    };
    expect(up(code).value).toEqual({
      _: 'auth.sentCode',
      type: { _: 'auth.sentCodeTypeApp', length: 5 },
      phone_code_hash: 'h',
      timeout: 9,
    });
  });

  it('refuses a method that is gone', () => {
    expect(() => up({ _: 'auth.sendSms', phone_number: '1', phone_code_hash: 'h' })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_CONSTRUCTOR' }),
    );
  });

  it('converts inside a wrapper, and leaves raw bytes alone', () => {
    const call = { _: 'invokeWithLayer', layer: 45, query: { _: 'messages.getAllStickers', hash: 3 } };
    expect(up(call).value).toEqual({ ...call, query: { _: 'messages.getAllStickers', hash: 3n } });
    const raw = { _: 'invokeWithLayer', layer: 45, query: { _: 'raw', bytes: new Uint8Array(4) } };
    expect(convertObject(raw, newest).value).toEqual(raw);
  });
});

describe('results', () => {
  it('are converted by their type', () => {
    const schema = registry.schema(143);
    const shape = schema.shapeOf({ name: 'Vector', parameters: [{ name: 'User', parameters: [] }] });
    const { value, changes } = convertValue([user, { _: 'userEmpty', id: 1n }], shape, schema);
    expect(value).toEqual([
      { _: 'user', contact: true, id: 7n, first_name: 'Ann' },
      { _: 'userEmpty', id: 1n },
    ]);
    expect(changes.map(({ path }) => path)).toEqual(['result[0].color', 'result[0].stories_max_id']);
  });

  it('have a neutral value for every type of every full layer', () => {
    for (const layer of registry.layers.filter((one) => one !== 45)) {
      const schema = registry.schema(layer);
      const codec = createCodec(schema, { engine: 'interpreting' });
      for (const type of schema.types()) {
        const value = neutralValue(schema, { kind: 'boxed', type });
        expect(codec.decode(codec.encode(value as TlObject))).toEqual(value);
      }
    }
  });
});
