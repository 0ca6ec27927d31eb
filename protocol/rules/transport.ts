// What makes a byte stream acceptable.
// https://core.telegram.org/mtproto/mtproto-transports
// Pure data: links are relative to https://core.telegram.org/ (see table.ts).

export const transportRules = {
  'MT-TP-01': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'The first bytes of a connection identify one of the transports.',
    link: 'mtproto/mtproto-transports',
  },
  'MT-TP-02': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'A frame announces a positive length that its transport allows.',
    link: 'mtproto/mtproto-transports',
  },
  'MT-TP-03': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'A frame is not larger than the receiver allows.',
    link: 'mtproto/mtproto-transports',
  },
  'MT-TP-04': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'The CRC32 of a full frame matches.',
    link: 'mtproto/mtproto-transports#full',
  },
  'MT-TP-05': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'The sequence numbers of full frames count up from 0.',
    link: 'mtproto/mtproto-transports#full',
  },
  'MT-TP-06': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'The obfuscated header holds the tag of an obfuscatable transport.',
    link: 'mtproto/mtproto-transports#transport-obfuscation',
  },
  'MT-TP-07': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'A connection through an MTProxy secret with the dd prefix uses padded intermediate framing.',
    link: 'mtproto/mtproto-transports#transport-obfuscation',
  },
  'MT-TP-08': {
    peer: 'client',
    severity: 'MUST',
    sentence: 'The transport, and the MTProxy secret, are among those that the server is told to serve.',
    link: 'mtproto/mtproto-transports',
  },
} as const;
