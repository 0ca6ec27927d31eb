import { checkPrimeSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bigIntFromBytes, bigIntToBytes, fromHex, toHex } from '../bytes/index.ts';
import { dhGroupFault, dhPower, dhPublicFault, WELL_KNOWN_DH_PRIME } from './dh.ts';
import { engine as node } from './engine-node.ts';
import { engine as portable } from './engine-portable.ts';

const P = WELL_KNOWN_DH_PRIME;

/** RFC 3526, group 14: a safe prime of 2048 bits, 7 mod 8, which 2 generates. */
const MODP_2048 = BigInt(
  '0xffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74' +
    '020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437' +
    '4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed' +
    'ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf05' +
    '98da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb' +
    '9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b' +
    'e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf695581718' +
    '3995497cea956ae515d2261898fa051015728e5a8aacaa68ffffffffffffffff',
);

describe('dhGroupFault', () => {
  // Lonami/grammers: grammers-crypto/src/two_factor_auth.rs, without the check of the size
  it.each([
    { g: 0, p: 4n, fault: 'prime-size' },
    { g: 0, p: 13n, fault: 'not-safe-prime' },
    { g: 2, p: 11n, fault: 'generator-residue' },
    { g: 2, p: 23n, fault: undefined },
    { g: 3, p: 13n, fault: 'not-safe-prime' },
    { g: 3, p: 47n, fault: undefined },
    { g: 4, p: 11n, fault: undefined },
    { g: 5, p: 13n, fault: 'not-safe-prime' },
    { g: 5, p: 11n, fault: undefined },
    { g: 5, p: 179n, fault: undefined },
    { g: 6, p: 13n, fault: 'not-safe-prime' },
  ])('finds $fault in g = $g, p = $p', ({ g, p, fault }) => {
    expect(dhGroupFault(p, g, { bits: p.toString(2).length })).toBe(fault);
  });

  it('proves the well-known prime; 3, 4 and 7 generate its subgroup', () => {
    expect([2, 3, 4, 5, 6, 7].map((g) => dhGroupFault(P, g))).toEqual([
      'generator-residue',
      undefined,
      undefined,
      'generator-residue',
      'generator-residue',
      undefined,
    ]);
    for (const g of [-1, 0, 1, 8, 2.5, Number.NaN]) expect(dhGroupFault(P, g)).toBe('generator-range');
  });

  it('proves the prime of RFC 3526', () => {
    expect(checkPrimeSync(MODP_2048)).toBe(true);
    expect(dhGroupFault(MODP_2048, 2)).toBeUndefined();
  });

  it('wants 2^2047 < p < 2^2048', () => {
    for (const p of [0n, 1n, 23n, P >> 1n, 1n << 2047n, 1n << 2048n, (1n << 2048n) + 1n, -P])
      expect(dhGroupFault(p, 3)).toBe('prime-size');
  });

  it('tells a composite from a prime that is not safe', () => {
    expect(dhGroupFault(P + 2n, 3)).toBe('not-prime');
    expect(dhGroupFault(P - 1n, 3)).toBe('not-prime');
    let prime = P + 2n;
    while (!checkPrimeSync(prime)) prime += 2n;
    expect(dhGroupFault(prime, 3)).toBe('not-safe-prime');
  });

  it('is not taken in by a product of two primes, one prime squared, or half a prime and p composite', () => {
    const [a, b] = [2n ** 521n - 1n, 2n ** 607n - 1n];
    for (const p of [a * b, a * a, 2n * a + 1n, 2n * b + 1n])
      expect(dhGroupFault(p, 3, { bits: p.toString(2).length })).toBe('not-prime');
  });

  it.each([portable, node])(
    'agrees with trial division on every number up to 4000 ($name engine)',
    (engine) => {
      for (let p = 2; p < 4000; p++) {
        const bits = p.toString(2).length;
        const expected =
          p <= 2 ** (bits - 1)
            ? 'prime-size'
            : !isPrime(p)
              ? 'not-prime'
              : isPrime((p - 1) / 2)
                ? undefined
                : 'not-safe-prime';
        expect([p, dhGroupFault(BigInt(p), 4, { bits, engine })]).toEqual([p, expected]);
      }
    },
  );

  it('lets pass exactly the generators of the subgroup of order (p - 1) / 2', () => {
    for (let p = 23; p < 3000; p++) {
      if (!isPrime(p) || !isPrime((p - 1) / 2)) continue;
      for (let g = 2; g <= 7; g++) {
        const inSubgroup = portable.modPow(BigInt(g), BigInt((p - 1) / 2), BigInt(p)) === 1n;
        expect([p, g, dhGroupFault(BigInt(p), g, { bits: p.toString(2).length })]).toEqual([
          p,
          g,
          inSubgroup ? undefined : 'generator-residue',
        ]);
      }
    }
  });

  it('remembers a verdict, and forgets the oldest of many', () => {
    let powers = 0;
    const counting = {
      ...node,
      modPow: (...args: Parameters<typeof node.modPow>) => {
        powers++;
        return node.modPow(...args);
      },
    };
    const cost = (p: bigint): number => {
      powers = 0;
      dhGroupFault(p, 2, { bits: p.toString(2).length, engine: counting });
      return powers;
    };
    const [first, ...others] = Array.from({ length: 40 }, (_, i) => (1n << 600n) + BigInt(2 * i + 1)) as [
      bigint,
      ...bigint[],
    ];
    const full = cost(2_000_000_579n);
    expect(full).toBeGreaterThan(0);
    expect(cost(2_000_000_579n)).toBe(0);
    cost(first);
    for (const other of others) cost(other);
    expect(cost(2_000_000_579n)).toBe(full);
  });
});

describe('dhPublicFault', () => {
  const safety = 1n << 1984n;

  it.each<[string, bigint, string | undefined]>([
    ['0', 0n, 'trivial'],
    ['1', 1n, 'trivial'],
    ['p - 1', P - 1n, 'trivial'],
    ['p', P, 'trivial'],
    ['p + 5', P + 5n, 'trivial'],
    ['2', 2n, 'range'],
    ['p - 2', P - 2n, 'range'],
    ['2^1984 - 1', safety - 1n, 'range'],
    ['2^1984', safety, undefined],
    ['p / 2', P / 2n, undefined],
    ['p - 2^1984', P - safety, undefined],
    ['p - 2^1984 + 1', P - safety + 1n, 'range'],
  ])('judges %s', (_what, value, fault) => {
    expect(dhPublicFault(value, P)).toBe(fault);
  });
});

describe.each([portable, node])('dhPower with the $name engine', (engine) => {
  // https://core.telegram.org/mtproto/samples-auth_key as of 2013 and of 2024
  it.each([
    {
      year: 2013,
      g: 2n,
      p:
        'c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f48198a0aa7c14058229493d22530f4db' +
        'fa336f6e0ac925139543aed44cce7c3720fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f64' +
        '2477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4a4a695811051907e162753b56b0f6b41' +
        '0dba74d8a84b2a14b3144e0ef1284754fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4' +
        'e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f0d8115f635b105ee2e4e15d04b2454bf' +
        '6f4fadf034b10403119cd8e3b92fcc5b',
      gA:
        '262aaba621cc4df587dc94cf8252258c0b9337dfb47545a49cdd5c9b8eae7236c6cadc40b24e88590f1cc2cc762ebf1c' +
        'f11dcc0b393caad6cee4ee5848001c73acbb1d127e4cb93072aa3d1c8151b6fb6aa6124b7cd782eaf981bdcfce9d7a00' +
        'e423bd9d194e8af78ef6501f415522e44522281c79d906ddb79c72e9c63d83fb2a940ff779dfb5f2fd786fb4ad71c9f0' +
        '8cf48758e534e9815f634f1e3a80a5e1c2af210c5ab762755ad4b2126dfa61a77fa9da967d65dfd0afb5cdf26c4d4e1a' +
        '88b180f4e0d0b45ba1484f95cb2712b50bf3f5968d9d55c99c0fb9fb67bff56d7d4481b634514fba3488c4cda2fc0659' +
        '990e8e868b28632875a9aa703bcdce8f',
      b:
        '6f620afa575c9233eb4c014110a7bcaf49464f798a18a0981fea1e05e8da67d9681e0fd6df0edf0272ae3492451a8450' +
        '2f2efc0da18741a5fb80bd82296919a70faa6d07cbbbca2037ea7d3e327b61d585ed3373ee0553a91cbd29b01fa9a89d' +
        '479ca53d57bde3a76fbd922a923a0a38b922c1d0701f53ff52d7ea9217080163a64901e766eb6a0f20bc391b64b9d1dd' +
        '2cd13a7d0c946a3a7df8cec9e2236446f646c42cfe2b60a2a8d776e56c8d7519b08b88ed0970e10d12a8c9e355d765f2' +
        'b7bbb7b4ca9360083435523cb0d57d2b106fd14f94b4eee79d8ac131ca56ad389c84fe279716f8124a543337fb9ea3d9' +
        '88ec5fa63d90a4ba3970e7a39e5c0de5',
      gB:
        '73700e7bfc7aeec828eb8e0dcc04d09a0dd56a1b4b35f72f0b55fce7db7ebb72d7c33c5d4aa59e1c74d09b01ae536b31' +
        '8cfed436afdb15fe9eb4c70d7f0cb14e46dbbde9053a64304361eb358a9bb32e9d5c2843fe87248b89c3f066a7d5876d' +
        '61657acc52b0d81cd683b2a0fa93e8adab20377877f3bc3369bbf57b10f5b589e65a9c27490f30a0c70ffcfd3453f5b3' +
        '79c1b9727a573cffdca8d23c721b135b92e529b1cdd2f7abd4f34dac4be1eeaf60993dde8ed45890e4f47c26f2c0b2e0' +
        '37bb502739c8824f2a99e2b1e7e416583417cc79a8807a4bdac6a5e9805d4f6186c37d66f6988c9f9c752896f3d34d25' +
        '529263faf2670a09b2a59ce35264511f',
      authKey:
        'ab96e207c631300986f30ef97df55e179e63c112675f0ce502ee76d74bbee6cbd1e95772818881e9f2ff54bd52c25878' +
        '7474f6a7bea61eabe49d1d01d55f64fc07bc31685716ec8fb46feacf9502e42cfd6b9f45a08e90aa5c2b5933ac767cbe' +
        '1cd50d8e64f89727ca4a1a5d32c0db80a9fcdbddd4f8d5a1e774198f1a4299f927c484feec395f29647e43c3243986f9' +
        '3609e23538c21871df50e00070b3b6a8fa9bc15628e8b43ff977409a61ceec5a21cf7dfb5a4cc28f5257bc30cd8f2fb9' +
        '2fbf21e28924065f50e0bbd5e11a420300e2c136b80e9826c6c5609b5371b7850aa628323b6422f3a94f6dfde4c3dc1e' +
        'a60f7e11ee63122b3f39cbd1a8430157',
    },
    {
      year: 2024,
      g: 3n,
      p:
        'c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f48198a0aa7c14058229493d22530f4db' +
        'fa336f6e0ac925139543aed44cce7c3720fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f64' +
        '2477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4a4a695811051907e162753b56b0f6b41' +
        '0dba74d8a84b2a14b3144e0ef1284754fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4' +
        'e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f0d8115f635b105ee2e4e15d04b2454bf' +
        '6f4fadf034b10403119cd8e3b92fcc5b',
      gA:
        '0a77200bdff6e6c4c126a2c41df310ab3a3bdbd698cd480749e1f3c64fb1cfc9dfc70ac6f1aa671019620a640055b2cf' +
        '7d7d99cc86533645c0fa000954de2987bad68d7450cf134c9f0305f34c1bb285da8233f65970a01c4bd3afd5ea3cd586' +
        '4b8f1dcb35d5e9737df15063c54cf53048ef519a280498dddaf23764f29ffb0c5813caad90c319be8592b78c4be815e6' +
        '5ada7c62ea23754b5a2c5a86c4721872d0cc48e0f895c3ebe186e81e5f0e88a6b3f09101c409af3410b64238fbf2a209' +
        '5e3f3b7ffc7eb3a02a319b99a155647bc59958bcdfed8a1cc6eb7f13f8600e521d9d0247b0f639f2fa3b09f72987781f' +
        '71c0e8aa950167de5092380b4853e7f1',
      b:
        '1376a5a6bf7a9f874b47028f3d5cff0689fd52f58949bb0ee9bacdbe81dd1ced07101844eb6f2ae19e61120b84799431' +
        'f445785e33a18141399821479ae96786e0f4e9c5c6c9e46bf562c21c96b0f8f7438c8caba3dfcb3dd3b886c2a37b95ed' +
        '804315335c0ddffeb3a278243d89f964278bc734d1087d6d4b554c1f78397a414f440e38ba9a4f1211b20ae835437762' +
        'f81a45fdb035bb2220d939693084b39a3c7be2481309ab9ae378eab8bb3a15a69eba80bef683582e2218fa604e823eab' +
        'd111553d31dbb46b9383a0d8eef615fff9cf266c970800aa28ac5e962d20351311a815ffa7562989ca6d6323bf2b5af4' +
        '0ef3f45021b7445664852d07b80172ce',
      gB:
        'a215d057bc6648453d68c2f418a38d9d4f4fa47e5d520ac7ebc2adc3b00075090c10a1e9d96a5dda127317f2ddc165c5' +
        'f6c8c2854648c106d0d9df684dae70b0e6021658806245b494b762b1979e8bd597b5cc8e43a80f96ca47fb0765c98d40' +
        '529f3d94c82113ae32c603aa24411ef8b330565a1d66ea6b89c9d4f8affeea397c4b247564215d147b6ad0df7f3fb449' +
        '9e89e34304531d87448b91967b5bd53093f09386c0f78940c1dd6aa7c8667e15857453e6aad275f94cd386468cf49108' +
        'fb7c54282596a4d0314dce9efed4066a6e072471439aeaaa74157db7dd53f01982982534dee8740610ba433bf459b3df' +
        'e38674561f31991ce007ba112dda6718',
      authKey:
        'aca2547baa3b4b3e6ad9129adee796042fc4acaaaba40dce7a1196640595829e2ba85c5e68e5d2b7b713b28720ccd0e6' +
        '5da3b80cd8a9282bde895755b924f4cbbced119dee057d3066d7095c25771a53d9ad6ec3464ee0e7fe1a4d9851f17b6c' +
        'c7d6e636e0bdea7d66153cf37005835a528e65673c1f5adaa27465964ba89aa6fd045108b25b1dc9ab2d979864858c9e' +
        'acbfa4a399cdbf2154d2cc6743c5caa40683343d80a36c7f1289dc5ac5ee585dea1e1cd296444ea6cd8f6c3564b2d355' +
        'b310a3c02608eea5ec36d38e941bf811489ab7a24c069e44ff54714cb4a45eee2f310fddc0a1b08bd3dff8801e27c850' +
        '8efd7ad51ef3c13ef1d9a02ee4601741',
    },
  ])('computes the keys of the sample of $year', ({ g, p, gA, b, gB, authKey }) => {
    const [prime, secret] = [number(p), number(b)];
    expect(prime).toBe(WELL_KNOWN_DH_PRIME);
    expect(toHex(bigIntToBytes(dhPower(engine, g, secret, prime), 256))).toBe(gB);
    expect(toHex(bigIntToBytes(dhPower(engine, number(gA), secret, prime), 256))).toBe(authKey);
    expect(dhPublicFault(number(gA), prime)).toBeUndefined();
    expect(dhPublicFault(number(gB), prime)).toBeUndefined();
  });
});

function number(hex: string): bigint {
  return bigIntFromBytes(fromHex(hex));
}

function isPrime(n: number): boolean {
  if (n < 2 || !Number.isInteger(n)) return false;
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return true;
}
