// The faults themselves: an id, its rule, and how it bends.

import { UsageError } from '../../protocol/bytes/index.ts';
import { containerFaults } from './container-faults.ts';
import { dhGenFaults } from './dh-gen-faults.ts';
import { dhGroupFaults } from './dh-group-faults.ts';
import { dhInnerFaults } from './dh-inner-faults.ts';
import { dhParamsFaults } from './dh-params-faults.ts';
import type {
  BentAnswer,
  BentEnvelope,
  BentMessage,
  Fault,
  HandshakeFault,
  HandshakeStep,
  MessageFault,
} from './fault.ts';
import { messageFaults } from './message-faults.ts';
import { plainFaults } from './plain-faults.ts';
import { type FaultId, faultRules } from './registry.ts';
import { resPqFaults } from './res-pq-faults.ts';

/** Every fault, in the order of the registry. */
export function allFaults(): Fault[] {
  return Object.keys(faultRules).map(faultOf);
}

/** Those of the handshake and of plain messages. */
export function handshakeFaults(): HandshakeFault[] {
  return allFaults().filter((fault) => fault.step !== 'message');
}

/** Those of messages under a key. */
export function encryptedFaults(): MessageFault[] {
  return allFaults().filter((fault) => fault.step === 'message');
}

/** @throws UsageError for an id that is none, with all that are */
export function faultOf(id: string): Fault {
  if (!isFaultId(id))
    throw new UsageError(`no such fault: ${id} (there are ${Object.keys(faultRules).join(', ')})`, { id });
  const rule = faultRules[id];
  const envelope = PLAIN[id];
  if (envelope !== undefined) return { id, rule, step: 'plain', ...envelope };
  const message = MESSAGES[id];
  if (message !== undefined) return { id, rule, step: 'message', ...message };
  for (const [step, table] of ANSWERS) {
    const bent = table[id];
    if (bent !== undefined) return { id, rule, step, ...bent };
  }
  throw new UsageError(`the fault ${id} stands in no table`, { id });
}

export function isFaultId(text: string): text is FaultId {
  return Object.hasOwn(faultRules, text);
}

const PLAIN: Readonly<Record<string, BentEnvelope>> = plainFaults;

const MESSAGES: Readonly<Record<string, BentMessage>> = { ...messageFaults, ...containerFaults };

const ANSWERS: readonly (readonly [HandshakeStep, Readonly<Record<string, BentAnswer>>])[] = [
  ['resPQ', resPqFaults],
  ['server_DH_params', { ...dhParamsFaults, ...dhInnerFaults, ...dhGroupFaults }],
  ['dh_gen', dhGenFaults],
];
