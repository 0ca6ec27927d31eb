// Pollard's rho with Brent's cycle finding: the walk of protocol/pq/rho-schedule.ts in C, with 64 x 64 -> 128 bit products.
// What a machine can do, as a measure for the rest. Reads odd n < 2^63 from standard input, one a line, decimal; writes one
// line each: factor, steps, nanoseconds. Argument: how often the input is gone through before it counts.

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef uint64_t u64;
typedef unsigned __int128 u128;

#define BATCH 256
#define MAX_STEPS (1L << 21)
#define MAX_LINES 100000

static u64 n, inverse;

/* P. L. Montgomery, Math. Comp. 44 (1985): a b / 2^64 mod n; inverse is 1 / n mod 2^64. */
static inline u64 mul(u64 a, u64 b) {
  u128 t = (u128)a * b;
  u64 high = (u64)(t >> 64), excess = (u64)(((u128)((u64)t * inverse) * n) >> 64);
  return high - excess + (high < excess ? n : 0);
}

static inline u64 step(u64 y, u64 c) {
  u64 square = mul(y, y), rest = n - c;
  return square >= rest ? square - rest : square + c;
}

static u64 gcd(u64 a, u64 b) {
  while (b) {
    u64 t = a % b;
    a = b;
    b = t;
  }
  return a;
}

static inline u64 distance(u64 a, u64 b) { return a > b ? a - b : b - a; }

static u64 form(u64 value) { return (u64)(((u128)value << 64) % n); }

static u64 rho(long *steps) {
  *steps = 0;
  for (u64 constant = 1;; constant++) {
    u64 c = form(constant % n), y = form(2 % n), divisor = 1;
    for (long r = 1; divisor == 1; r *= 2) {
      u64 x = y;
      *steps += r;
      for (long i = 0; i < r; i++) y = step(y, c);
      for (long done = 0; done < r && divisor == 1; done += BATCH) {
        long batch = r - done < BATCH ? r - done : BATCH;
        u64 start = y, product = form(1);
        *steps += batch;
        if (*steps > MAX_STEPS) return 0;
        for (long i = 0; i < batch; i++) {
          y = step(y, c);
          product = mul(product, distance(x, y));
        }
        divisor = gcd(n, product);
        if (divisor == n) {
          divisor = 1;
          for (y = start; divisor == 1; ++*steps) {
            y = step(y, c);
            divisor = gcd(n, distance(x, y));
          }
        }
      }
    }
    if (divisor != n) return divisor;
  }
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

int main(int count, char **arguments) {
  static u64 numbers[MAX_LINES];
  int lines = 0, warmUps = count > 1 ? atoi(arguments[1]) : 1;
  while (lines < MAX_LINES && scanf("%" SCNu64, &numbers[lines]) == 1) lines++;
  for (int round = 0; round <= warmUps; round++)
    for (int i = 0; i < lines; i++) {
      long steps;
      double start = now();
      n = numbers[i];
      inverse = n;
      for (int k = 0; k < 5; k++) inverse *= 2 - n * inverse;
      u64 factor = rho(&steps);
      double end = now();
      if (round == warmUps) printf("%" PRIu64 " %ld %.0f\n", factor, steps, end - start);
    }
  return 0;
}
