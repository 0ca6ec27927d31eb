import { describe, expect, it } from 'vitest';
import { HarnessError, MalformedError, RemoteError, UnsupportedError, UsageError } from './index.ts';

describe('the family', () => {
  it.each<[string, HarnessError, string]>([
    ['HarnessError', new HarnessError('VIOLATION', 'text'), 'VIOLATION'],
    ['MalformedError', new MalformedError('TRUNCATED', 'text'), 'TRUNCATED'],
    ['UnsupportedError', new UnsupportedError('text'), 'UNSUPPORTED'],
    ['RemoteError', new RemoteError('TIMEOUT', 'text'), 'TIMEOUT'],
    ['UsageError', new UsageError('text'), 'USAGE'],
  ])('%s has its name, its code, and is an Error', (name, error, code) => {
    expect(error).toBeInstanceOf(HarnessError);
    expect(error).toBeInstanceOf(Error);
    expect({ name: error.name, code: error.code, message: error.message }).toEqual({
      name,
      code,
      message: 'text',
    });
    expect(error.details).toEqual({});
    expect(error.stack).toContain('errors.test.ts');
    expect('cause' in error).toBe(false);
  });

  it('keeps siblings apart', () => {
    expect(new MalformedError('TRUNCATED', '')).not.toBeInstanceOf(RemoteError);
    expect(new UsageError('')).not.toBeInstanceOf(MalformedError);
  });

  it('keeps the cause and the details', () => {
    const cause = new Error('below');
    const errors = [
      new HarnessError('VIOLATION', '', { a: 1 }, cause),
      new MalformedError('BAD_PEM', '', { a: 1 }, cause),
      new RemoteError('TIMEOUT', '', { a: 1 }, cause),
      new UsageError('', { a: 1 }, cause),
    ];
    for (const error of errors) {
      expect(error.cause).toBe(cause);
      expect(error.details).toMatchObject({ a: 1 });
    }
  });
});

describe('MalformedError', () => {
  it('lifts the offset out of the details, 0 included', () => {
    expect(new MalformedError('TRUNCATED', '', { offset: 0 }).offset).toBe(0);
    expect(new MalformedError('TRUNCATED', '', { needed: 3 }).offset).toBeUndefined();
  });
});
