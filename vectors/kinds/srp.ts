// The two-step password check. https://core.telegram.org/api/srp

import {
  type SrpAlgorithm,
  srpClientProof,
  srpNewPassword,
  srpPasswordHash,
} from '../../protocol/crypto/index.ts';
import type { Inputs } from '../inputs.ts';
import { type CheckContext, type Kind, once } from './kind.ts';

export const srpX: Kind = {
  kind: 'srp_x',
  inputs: ['password', 'salt1', 'salt2'],
  expected: ['x_PH2'],
  compute: (context) => ({ x_PH2: () => passwordHash(context) }),
};

export const srp: Kind = {
  kind: 'srp',
  inputs: ['password', 'salt1', 'salt2', 'g', 'p', 'srp_B', 'a'],
  expected: ['A', 'M1', 'x_PH2'],
  compute: (context) => {
    const { engine, inputs } = context;
    const proof = once(() =>
      srpClientProof(
        engine,
        inputs.bytes('password'),
        algorithm(inputs, 'salt1'),
        inputs.bytes('srp_B'),
        inputs.bytes('a'),
      ),
    );
    return { x_PH2: () => passwordHash(context), A: () => proof().A, M1: () => proof().M1 };
  },
};

export const srpNewPasswordKind: Kind = {
  kind: 'srp_new_password',
  inputs: ['password', 'salt1_server', 'salt1_appended_random', 'salt2', 'g', 'p'],
  expected: ['new_password_hash_v', 'salt1'],
  compute: ({ engine, inputs }) => {
    const made = once(() =>
      srpNewPassword(engine, inputs.bytes('password'), algorithm(inputs, 'salt1_server'), (_label, length) =>
        inputs.bytes('salt1_appended_random', length),
      ),
    );
    return { new_password_hash_v: () => made().newPasswordHash, salt1: () => made().salt1 };
  },
};

function passwordHash({ engine, inputs }: CheckContext): Uint8Array {
  return srpPasswordHash(engine, inputs.bytes('password'), inputs.bytes('salt1'), inputs.bytes('salt2'));
}

function algorithm(inputs: Inputs, salt1: string): SrpAlgorithm {
  return {
    salt1: inputs.bytes(salt1),
    salt2: inputs.bytes('salt2'),
    g: inputs.integer('g'),
    p: inputs.natural('p'),
  };
}
