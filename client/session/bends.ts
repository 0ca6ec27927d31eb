// A bent client as data: which message, which field, what stands in its place. Everything else stays correct.

import type { ClientHooks, EnvelopeFields, MessageFields } from './hooks.ts';
import { mtprotoName } from './members.ts';

/** Which messages: every one, unless it is said. */
interface BendTarget {
  /** Those that hold an object of that MTProto name (`ping`, `msgs_ack`, ...), or any query of the API. */
  readonly of?: string | 'query';
  /** How many of them; all by default. */
  readonly times?: number;
}

/** Another value for a field, or a function of the correct message. */
export type Bent<Fields, Name extends keyof Fields> = Fields[Name] | ((correct: Fields) => Fields[Name]);

type FieldBend<Where extends string, Fields> = {
  readonly [Name in keyof Fields]: BendTarget & {
    /** `message`: before it is put into its frame or container; `frame`: what a frame says of itself. */
    readonly in: Where;
    readonly field: Name;
    readonly value: Bent<Fields, Name>;
  };
}[keyof Fields];

/** One field of one message is wrong. */
export type Bend = FieldBend<'message', MessageFields> | FieldBend<'frame', EnvelopeFields>;

/**
 * @example connect({ ...dc, hooks: hooksOf([{ in: 'frame', of: 'ping', field: 'salt', value: 1n, times: 1 }]) })
 */
export function hooksOf(bends: readonly Bend[]): ClientHooks {
  const left = new Map(bends.map((bend) => [bend, bend.times ?? Number.POSITIVE_INFINITY]));
  const bent = <Fields extends MessageFields>(where: Bend['in'], correct: Fields): Partial<Fields> => {
    const changes: Record<string, unknown> = {};
    for (const bend of bends) {
      const times = left.get(bend) ?? 0;
      if (bend.in !== where || times <= 0 || !isOf(bend, correct)) continue;
      left.set(bend, times - 1);
      const value: unknown = bend.value;
      changes[bend.field] = typeof value === 'function' ? value(correct) : value;
    }
    return changes as Partial<Fields>;
  };
  return {
    beforePack: (message) => bent('message', message),
    beforeSend: (envelope) => bent('frame', envelope),
  };
}

function isOf({ of }: BendTarget, { body }: MessageFields): boolean {
  if (of === undefined) return true;
  const name = mtprotoName(body);
  return of === 'query' ? name === undefined || name.startsWith('invokeAfterMsg') : name === of;
}
