import { describe, expect, it } from 'vitest';
import { bigIntFromBytes, bigIntToBytes, concatBytes, fromHex, toHex } from '../bytes/index.ts';
import { WELL_KNOWN_DH_PRIME } from './dh.ts';
import type { CryptoEngine } from './engine.ts';
import { engine as node } from './engine-node.ts';
import { engine as portable } from './engine-portable.ts';
import {
  isSrpProofRight,
  type SrpAlgorithm,
  srpClientProof,
  srpNewPassword,
  srpPasswordHash,
  srpServerPublic,
  srpVerifier,
} from './srp.ts';

// mtcute/mtcute: packages/core/src/utils/crypto/password.test.ts. The proof of mtcute's own test belongs to
// LONG_SALT1: a test before it lengthens the salt that they share.
const PASSWORD = new TextEncoder().encode('qwe123');
const SALT1 = '9b3accc457c0d5288e8cff31eb21094048bc11902f6614dbb9afb839ee7641c37619537d8ebe749e';
const ENTROPY = '29afd26df40fb8ed10b6b4ad6d56ef5df9453f88e6ee6adb6e0544ba635dc6a8';
const LONG_SALT1 = SALT1 + ENTROPY;
const SALT2 = '6c619bb0786dc4ed1bf211d23f6e4065';
const B = fromHex(
  '1476a7b5991d7f028bbee33b3455cad3f2cd0eb3737409fcce92fa7d4cd5c733ec6d2cb3454e587d4c17eda2fd7ef9a5' +
    '7327215f38292cc8bd5dc77d3e1d31cddae2652f8347c4b0093f7c78242f70e6cc13137ee7acc257a49855a63113db8f' +
    '163992b9101551f3b6f7eb5d196cee3647c359553b1bcbe82ba8933c0fb1ac350243c535b8e634613e1f626ba8a6d141' +
    'ef957c859e71a117b557c0298bfbb107c91f71f5b4275fded58289aa1e87c612f44b7aa0b5e0de7def4458f58db80019' +
    'd2e7b181eb66dc270374af2d160dd0c53edd677b2701694d71ea8718c49df6a9dbe2cbae051ffc1986336cd26f11a8ab' +
    '426dfe0813d7b3f4eedf4e34182ccc3a',
);
const SECRET = fromHex(
  '29afd26df40fb8ed10b6b4ad6d56ef5df9453f88e6ee6adb6e0544ba635dc6a8a990c9b8b980c343936b33fa7f97bae0' +
    '25102532233abb269c489920ef99021b259ce3a2c964c5c8972b4a84ff96f3375a94b535a9468f2896e2080ac7a32ed5' +
    '8e910474a4b02415e07671cbb5bdd58a5dd26fd137c4c98b8c346571fae6ead39dfd612bd6b480b6723433f5218e9d6e' +
    '271591153fb3ffefc089f7e848d3f4633459fff66b33cf939e5655813149fa34be8625f9bc4814d1ee6cf40e4d0de229' +
    '1aa22e68c8ad8cc698103734f9aaf79f2bdc052a787a7a9b3629d1ed38750f88cb0481c0ba30a9c611672f9a4d1dc026' +
    '37abb4e98913ee810a3b152d3d75f25d',
);
const A =
  '363976f55edb57cc5cc0c4aaca9b7539eff98a43a93fa84be34860d18ac3a80fffd57c4617896ff667677d0552a079eb' +
  '189d25d147ec96edd4495c946a18652d31d78eede40a8b29da340c19b32ccac78f8482406e392102c03d850d1db87223' +
  '2c144bfacadb58856971aafb70ca3aac4efa7f73977ddc50dfc0a2c76c0ac950728d58b8480fa89c701703855148fadd' +
  '885aaf1ca313ae3a3b2942de58a9a6fb9e3e65c7ac7a1b7f4e6aa4742b957f81927bd8cc761b76f90229dec34d6f15d3' +
  '4fa454aa69d9219d9c5fa3625f5c6f1ac03892a70aa17269c76cd9bf2949a961fad2a71e5fa961824b32db037130c7e9' +
  'aad4c1e9f02ebc5b832622f98b59597e';

function algorithm(salt1: string): SrpAlgorithm {
  return { salt1: fromHex(salt1), salt2: fromHex(SALT2), g: 3, p: WELL_KNOWN_DH_PRIME };
}

describe.each([portable, node])('with the $name engine', (engine) => {
  it.each([
    [SALT1, '750f1fe282965e63ce17b98427b35549fb864465211840f6a7c1f2fb657cc33b'],
    [LONG_SALT1, '18da82865f013bae610240d58d68ed4ab2ec019a6987a51cf24b3fa33b59f472'],
  ])('hashes a password as mtcute does', (salt1, hash) => {
    expect(toHex(srpPasswordHash(engine, PASSWORD, fromHex(salt1), fromHex(SALT2)))).toBe(hash);
  });

  it.each([
    [SALT1, 'cd798227ccc2a4d35481326edbcfa5970570cbdbbf8d8804370747e4e3ed7763'],
    [LONG_SALT1, '25a91b21c634ad670a144165a9829192d152e131a716f676abc48cd817f508c6'],
  ])('proves a password as mtcute does', (salt1, M1) => {
    const proof = srpClientProof(engine, PASSWORD, algorithm(salt1), B, SECRET);
    expect(toHex(proof.A)).toBe(A);
    expect(toHex(proof.M1)).toBe(M1);
  });

  it('makes the new password hash of mtcute', () => {
    const password = new TextEncoder().encode('123qwe');
    const asked: string[] = [];
    const { salt1, newPasswordHash } = srpNewPassword(engine, password, algorithm(SALT1), (label, length) => {
      asked.push(`${label} ${length}`);
      return fromHex(ENTROPY);
    });
    expect(asked).toEqual(['srp/salt1 32']);
    expect(toHex(salt1)).toBe(LONG_SALT1);
    expect(toHex(newPasswordHash)).toBe(
      '2540539ceeffd4543cd845bf319b8392e6b17bf7cf26bafcf6282ce9ae7953684ff49469c2863b17e6d65ddb16ae6f60' +
        'bc07cc254c00e5ba389292f6cea0b3aac459d1d08984d65319df8c5d124042169bbe2ab8c0c93bc7178827f2ea84e7c3' +
        'a4f2660099fb6a4c38984c914283d3015278369521a4b81ecf927669b8c89746ef49ec7b019af7f3addc746362f298d9' +
        '6409bef4677b9c3d8e5b5afe7a44c0bc130ebc7a79b5d5980966d88d3d9eba511b101b0703abd86df7410cd120edad12' +
        '2a7a3ccad92d906dbf6f43bba13555bafb626b45551275f3626a4ae26a14908d38d640680e501f52bd08a0e3ff9d9185' +
        'eebdae890c167459449b2c205b3ecde4',
    );
  });
});

describe('the server side', () => {
  const b = Uint8Array.from({ length: 256 }, (_, i) => (i * 89 + 7) & 0xff);
  const verifier = srpVerifier(node, PASSWORD, algorithm(SALT1));

  it('sends k*v + g^b, by naive arithmetic', () => {
    const p = WELL_KNOWN_DH_PRIME;
    const k = bigIntFromBytes(node.sha256(concatBytes(bigIntToBytes(p, 256), bigIntToBytes(3n, 256))));
    const expected = (k * verifier + naivePower(3n, bigIntFromBytes(b), p)) % p;
    expect(toHex(srpServerPublic(node, algorithm(SALT1), verifier, b))).toBe(
      toHex(bigIntToBytes(expected, 256)),
    );
  });

  // The client half is judged by the vectors above, so that it may judge the server's half.
  it.each([portable, node])(
    'believes the proof of a client that knows the password, and no other ($name engine)',
    (engine) => {
      const server = (claim: { A: Uint8Array; M1: Uint8Array }): boolean =>
        isSrpProofRight(engine, algorithm(SALT1), verifier, b, claim);
      const proof = prove(engine, PASSWORD);
      expect(server(proof)).toBe(true);
      expect(server(prove(engine, new TextEncoder().encode('qwe124')))).toBe(false);
      expect(server({ ...proof, M1: proof.M1.map((byte, i) => (i === 31 ? byte ^ 1 : byte)) })).toBe(false);
      expect(server({ ...proof, M1: proof.M1.subarray(1) })).toBe(false);
      expect(server({ ...proof, A: proof.A.map((byte, i) => (i === 255 ? byte ^ 1 : byte)) })).toBe(false);
    },
  );

  it('refuses the public numbers with which anybody could prove anything', () => {
    const p = WELL_KNOWN_DH_PRIME;
    const M1 = new Uint8Array(32);
    const refused = expect.objectContaining({ code: 'BAD_VALUE' });
    for (const value of [0n, 1n, p - 1n, p, p + 1n]) {
      const number = bigIntToBytes(value, 256);
      expect(() => isSrpProofRight(node, algorithm(SALT1), verifier, b, { A: number, M1 })).toThrow(refused);
      expect(() => srpClientProof(node, PASSWORD, algorithm(SALT1), number, SECRET)).toThrow(refused);
    }
  });

  function prove(engine: CryptoEngine, password: Uint8Array): { A: Uint8Array; M1: Uint8Array } {
    const publicNumber = srpServerPublic(engine, algorithm(SALT1), verifier, b);
    return srpClientProof(engine, password, algorithm(SALT1), publicNumber, SECRET);
  }
});

function naivePower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, square] = [1n, base % modulus];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}
