// What a client must do once it has a key, and what both ends must: identifiers, salts, containers, acknowledgements, API calls, PFS.
// https://core.telegram.org/mtproto/description, https://core.telegram.org/mtproto/service_messages,
// https://core.telegram.org/mtproto/service_messages_about_messages, https://core.telegram.org/api/invoking
// Pure data: links are relative to https://core.telegram.org/ (see table.ts).

export const sessionRules = {
  'MT-MS-01': {
    peer: 'client',
    severity: 'MUST',
    sentence: "A msg_id is at most 300 seconds behind the server's time, unless it stands in a container.",
    link: 'mtproto/description#message-identifier-msg-id',
  },
  'MT-MS-02': {
    peer: 'client',
    severity: 'MUST',
    sentence: "A msg_id is at most 30 seconds ahead of the server's time.",
    link: 'mtproto/description#message-identifier-msg-id',
  },
  'MT-MS-03': {
    peer: 'client',
    severity: 'MUST',
    sentence:
      'A msg_id is used once; only a message that was not acknowledged may come again, unchanged and inside a container.',
    link: 'mtproto/service_messages_about_messages#notice-of-ignored-error-message',
  },
  'MT-MS-04': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'msg_ids increase with every message of a session on one connection.',
    link: 'mtproto/description#message-identifier-msg-id',
  },
  'MT-MS-05': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'The lower 32 bits of a msg_id are not empty.',
    link: 'mtproto/description#message-identifier-msg-id',
  },
  'MT-MS-06': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'A msg_seqno is not lower than that of an earlier message, and not equal when odd.',
    link: 'mtproto/service_messages_about_messages#notice-of-ignored-error-message',
  },
  'MT-MS-07': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'A msg_seqno is not higher than that of a later message, and not equal when odd.',
    link: 'mtproto/service_messages_about_messages#notice-of-ignored-error-message',
  },
  'MT-MS-08': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'msgs_ack, msg_container and msg_copy have an even msg_seqno.',
    link: 'mtproto/description#message-sequence-number-msg-seqno',
  },
  'MT-MS-09': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'An RPC query has an odd msg_seqno.',
    link: 'mtproto/description#message-sequence-number-msg-seqno',
  },
  'MT-MS-10': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'session_id is a random number, not 0.',
    link: 'mtproto/description#session',
  },
  'MT-MS-11': {
    peer: 'client',
    severity: 'SHOULD',
    sentence: 'A message comes while the server can still tell whether it had its msg_id before.',
    link: 'mtproto/service_messages_about_messages#notice-of-ignored-error-message',
  },
  'MT-MS-12': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'A message is one that a client may send: an RPC query or a service message.',
    link: 'mtproto/service_messages',
  },
  'MT-MS-13': {
    peer: 'client',
    severity: 'SHOULD',
    sentence:
      'The odd msg_seqno of a session count its content-related messages: none is left out on a connection.',
    link: 'mtproto/description#message-sequence-number-msg-seqno',
  },
  'MT-SL-01': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'server_salt is one that the server issued for this auth key.',
    link: 'mtproto/description#server-salt',
  },
  'MT-SL-02': {
    peer: 'client',
    severity: 'SHOULD',
    sentence: 'server_salt is valid now: a rotated salt is accepted for 1800 seconds more.',
    link: 'mtproto/description#server-salt',
  },
  'MT-SL-03': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'get_future_salts asks for 1..64 salts.',
    link: 'mtproto/service_messages#request-for-several-future-salts',
  },
  'MT-CT-01': {
    peer: 'both',
    severity: 'MUST',
    sentence: 'A container holds at most 1024 messages.',
    link: 'mtproto/service_messages_about_messages#containers',
  },
  'MT-CT-02': {
    peer: 'both',
    severity: 'MUST',
    sentence: 'A container holds no container.',
    link: 'mtproto/service_messages_about_messages#simple-container',
  },
  'MT-CT-03': {
    peer: 'both',
    severity: 'MUST',
    sentence: 'The msg_id of a container is greater than those of its messages.',
    link: 'mtproto/service_messages_about_messages#simple-container',
  },
  'MT-CT-04': {
    peer: 'both',
    severity: 'MUST',
    sentence: 'Every message of a container has exactly the length that it declares, a multiple of 4.',
    link: 'mtproto/service_messages_about_messages#simple-container',
  },
  'MT-CT-05': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'The msg_id of a container is not that of an earlier message.',
    link: 'mtproto/service_messages_about_messages#notice-of-ignored-error-message',
  },
  'MT-CT-06': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'msgs_ack, msgs_state_req and msg_resend_req name at most 8192 messages.',
    link: 'mtproto/service_messages_about_messages#acknowledgment-of-receipt',
  },
  'MT-CT-07': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'gzip_packed unpacks to one TL object within the limits.',
    link: 'mtproto/service_messages#packed-object',
  },
  'MT-AK-01': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'A content-related message of the server is acknowledged within 120 seconds.',
    link: 'mtproto/service_messages_about_messages#acknowledgment-of-receipt',
  },
  'MT-AK-02': {
    peer: 'client',
    severity: 'SHOULD',
    sentence: 'msgs_ack names messages that the server sent and that need an acknowledgement.',
    link: 'mtproto/service_messages_about_messages#acknowledgment-of-receipt',
  },
  'MT-IN-01': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'The first query under an auth key is wrapped in invokeWithLayer and initConnection.',
    link: 'api/invoking#saving-client-info',
  },
  'MT-IN-02': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'invokeWithLayer names a layer that the server knows.',
    link: 'api/invoking#layers',
  },
  'MT-IN-03': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'A query parses, without a byte left, under the layer that the client declared.',
    link: 'api/invoking#layers',
  },
  'MT-IN-04': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'invokeAfterMsg and invokeAfterMsgs are outermost, and name earlier messages.',
    link: 'api/invoking#calling-methods',
  },
  'MT-IN-05': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'http_wait is sent over HTTP only.',
    link: 'mtproto/service_messages#http-wait-long-poll',
  },
  'MT-IN-06': {
    peer: 'client',
    severity: 'SHOULD',
    sentence:
      'A client that is signed in, or has bound its temporary key, does not repeat initConnection where it was answered.',
    link: 'api/invoking#saving-client-info',
  },
  'MT-PF-01': {
    peer: 'client',
    severity: 'MUST',
    sentence:
      'An unbound temporary key calls nothing but auth.bindTempAuthKey, help.getConfig and help.getNearestDc.',
    link: 'api/pfs',
  },
  'MT-PF-02': {
    peer: 'client',
    severity: 'MUST',
    sentence:
      'encrypted_message of auth.bindTempAuthKey decrypts, in MTProto 1.0, under the permanent key that it names.',
    link: 'method/auth.bindTempAuthKey',
  },
  'MT-PF-03': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'bind_auth_key_inner repeats nonce, both key ids, the session and expires_at.',
    link: 'method/auth.bindTempAuthKey',
  },
  'MT-PF-04': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'expires_at is that of the temporary key, in the future.',
    link: 'method/auth.bindTempAuthKey',
  },
  'MT-PF-05': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'The msg_id inside encrypted_message is that of the query, its seqno 0.',
    link: 'method/auth.bindTempAuthKey',
  },
  'MT-SQ-01': {
    peer: 'client',
    severity: 'SHOULD',
    sentence: 'A ping of the server is answered with pong.',
    link: 'mtproto/service_messages#ping-messages-pingpong',
  },
  'MT-SQ-02': {
    peer: 'client',
    severity: 'SHOULD',
    sentence: 'pong repeats the msg_id and the ping_id of the ping that it answers.',
    link: 'mtproto/service_messages#ping-messages-pingpong',
  },
  'MT-SQ-03': {
    peer: 'client',
    severity: 'SHOULD',
    sentence: 'msgs_state_req of the server is answered with msgs_state_info.',
    link: 'mtproto/service_messages_about_messages#request-for-message-status-information',
  },
  'MT-SQ-04': {
    peer: 'client',
    severity: 'SHOULD',
    sentence: 'msgs_state_info has one byte for each message that was asked about.',
    link: 'mtproto/service_messages_about_messages#informational-message-regarding-status-of-messages',
  },
  'MT-SQ-05': {
    peer: 'client',
    severity: 'SHOULD',
    sentence:
      'msg_resend_req of the server has the messages come again, or is answered with msgs_state_info.',
    link: 'mtproto/service_messages_about_messages#explicit-request-to-re-send-messages',
  },
} as const;
