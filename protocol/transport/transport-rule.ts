// Which rule a byte stream broke, by the code (or the reason) with which the transport refused it.
// https://core.telegram.org/mtproto/mtproto-transports

import type { ErrorCode, HarnessError } from '../bytes/index.ts';
import type { RuleId } from '../rules/index.ts';
import type { RefusalReason } from './server-transport.ts';

/** @param error of the `failed` event of a server's transport @returns one of MT-TP-01, -02, ... -08 */
export function transportRule(error: HarnessError): RuleId {
  const { reason } = error.details;
  if (isRefusalReason(reason)) return BY_REASON[reason];
  return BY_CODE[error.code] ?? 'MT-TP-01';
}

const BY_CODE: Partial<Record<ErrorCode, RuleId>> = {
  BAD_LENGTH: 'MT-TP-02',
  TOO_LARGE: 'MT-TP-03',
  BAD_CRC: 'MT-TP-04',
  BAD_SEQNO: 'MT-TP-05',
  BAD_TAG: 'MT-TP-06',
};

const BY_REASON: Readonly<Record<RefusalReason, RuleId>> = {
  'foreign-protocol': 'MT-TP-01',
  'secret-needs-padded': 'MT-TP-07',
  'secret-required': 'MT-TP-08',
  'not-allowed': 'MT-TP-08',
};

function isRefusalReason(reason: unknown): reason is RefusalReason {
  return typeof reason === 'string' && Object.hasOwn(BY_REASON, reason);
}
