// https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation
// The hexadecimal samples are gotd's: mtproxy/secret_test.go.

import { describe, expect, it } from 'vitest';
import { fromHex, MalformedError } from '../bytes/index.ts';
import { type MtproxySecret, parseMtproxySecret } from './index.ts';

const KEY = 'f05fb7acb549be047a7c585116581418';
/** "example.org" in hexadecimal */
const EXAMPLE_ORG = '6578616d706c652e6f7267';

describe('a secret is', () => {
  const cases: readonly (readonly [string, string, MtproxySecret])[] = [
    [
      '16 bytes',
      '52a493bdfb90eea55739eabff2d92a14',
      { kind: 'simple', key: fromHex('52a493bdfb90eea55739eabff2d92a14') },
    ],
    ['dd and 16 bytes', `dd${KEY}`, { kind: 'padded', prefix: 0xdd, key: fromHex(KEY) }],
    ['any byte and 16 bytes', `ee${KEY}`, { kind: 'padded', prefix: 0xee, key: fromHex(KEY) }],
    ['in capitals', `DD${KEY.toUpperCase()}`, { kind: 'padded', prefix: 0xdd, key: fromHex(KEY) }],
    [
      'ee, 16 bytes and a host name',
      `ee${KEY}${EXAMPLE_ORG}`,
      { kind: 'fake-tls', prefix: 0xee, key: fromHex(KEY), domain: 'example.org' },
    ],
    ['base64url', '3fBft6y1Sb4EenxYURZYFBg', { kind: 'padded', prefix: 0xdd, key: fromHex(KEY) }],
    ['base64url, padded', '3fBft6y1Sb4EenxYURZYFBg=', { kind: 'padded', prefix: 0xdd, key: fromHex(KEY) }],
    [
      'base64url with - and _',
      '_-------------------_w',
      { kind: 'simple', key: fromHex('ffefbefbefbefbefbefbefbefbefbeff') },
    ],
    [
      'base64url of a fake-TLS secret',
      '7vBft6y1Sb4EenxYURZYFBhleGFtcGxlLm9yZw',
      { kind: 'fake-tls', prefix: 0xee, key: fromHex(KEY), domain: 'example.org' },
    ],
  ];
  it.each(cases)('%s', (_what, text, secret) => {
    expect(parseMtproxySecret(text)).toEqual(secret);
  });
});

describe('no secret is', () => {
  it.each([
    ['nothing', ''],
    ['15 bytes', '52a493bdfb90eea55739eabff2d92a'],
    ['15 bytes that begin with ee', `ee${KEY.slice(4)}`],
    ['18 bytes without ee', `dd${KEY}61`],
    ['an odd number of digits', `${KEY}a`],
    ['a host name with a blank', `ee${KEY}6120`],
    ['a host name with a control character', `ee${KEY}617f`],
    ['a host name beyond ASCII', `ee${KEY}c3a4`],
    ['a host name of 183 characters', `ee${KEY}${'61'.repeat(183)}`],
    ['standard base64', '3fBft6y1Sb4EenxYURZYFB+/'],
    ['base64url with bits left over', '3fBft6y1Sb4EenxYURZYFBh'],
    ['base64url with too much padding', '3fBft6y1Sb4EenxYURZYFBg=='],
    ['a link', 'tg://proxy?secret=dd'],
  ])('%s', (_what, text) => {
    expect(() => parseMtproxySecret(text)).toThrow(expect.objectContaining({ code: 'BAD_SECRET' }));
    expect(() => parseMtproxySecret(text)).toThrow(MalformedError);
  });
});
