// What makes a message, plain or encrypted, acceptable before anything in it is looked at.
// https://core.telegram.org/mtproto/description, https://core.telegram.org/mtproto/security_guidelines
// Pure data: links are relative to https://core.telegram.org/ (see table.ts).

export const envelopeRules = {
  'MT-EN-01': {
    peer: 'both',
    severity: 'MUST',
    sentence: 'A plain message is auth_key_id 0, msg_id, a length of at least 4 and exactly that many bytes.',
    link: 'mtproto/description#unencrypted-message',
  },
  'MT-EN-02': {
    peer: 'both',
    severity: 'MUST',
    sentence: 'auth_key_id names a key that the receiver holds.',
    link: 'mtproto/description#key-identifier-auth-key-id',
  },
  'MT-EN-03': {
    peer: 'both',
    severity: 'MUST',
    sentence: 'encrypted_data is at least 48 bytes and a multiple of 16.',
    link: 'mtproto/description#encrypted-message',
  },
  'MT-EN-04': {
    peer: 'both',
    severity: 'MUST',
    sentence: 'msg_key is that of the decrypted plaintext with its padding, in MTProto 2.0.',
    link: 'mtproto/security_guidelines#checking-sha256-hash-value-of-msg-key',
  },
  'MT-EN-05': {
    peer: 'both',
    severity: 'MUST',
    sentence: 'message_data_length is not negative, a multiple of 4, and leaves room for the padding.',
    link: 'mtproto/security_guidelines#checking-message-length',
  },
  'MT-EN-06': {
    peer: 'both',
    severity: 'MUST',
    sentence: 'The padding is 12..1024 bytes.',
    link: 'mtproto/security_guidelines#checking-message-length',
  },
  'MT-EN-07': {
    peer: 'server',
    severity: 'MUST',
    sentence: 'session_id is that of the session which the client has open.',
    link: 'mtproto/security_guidelines#checking-session-id',
  },
  'MT-EN-08': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'A client msg_id is divisible by 4 (0 and 1 are accepted in plain messages).',
    link: 'mtproto/security_guidelines#checking-msg-id',
  },
  'MT-EN-09': {
    peer: 'server',
    severity: 'MUST',
    sentence: 'A server msg_id is odd.',
    link: 'mtproto/security_guidelines#checking-msg-id',
  },
  'MT-EN-10': {
    peer: 'both',
    severity: 'MUST',
    sentence: 'Messages are MTProto 2.0; 1.0 is deprecated.',
    link: 'mtproto/description#protocol-description',
  },
  'MT-EN-11': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'The decrypted message holds a complete TL object.',
    link: 'mtproto/description#encrypted-message-encrypted-data',
  },
  'MT-EN-12': {
    peer: 'client',
    severity: 'SHOULD',
    sentence: 'The padding is random: not that of the message before.',
    link: 'mtproto/description#encrypted-message-encrypted-data',
  },
} as const;
