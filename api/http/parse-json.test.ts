import { describe, expect, test } from 'vitest';
import { AppError } from '../errors.ts';
import { parseJson } from './parse-json.ts';

const problemOf = (text: string): AppError => {
  try {
    parseJson(text);
  } catch (problem) {
    if (problem instanceof AppError) return problem;
    throw problem;
  }
  throw new Error('It was parsed');
};

describe('parseJson', () => {
  test('keeps every digit of a long number, and short ones as numbers', () => {
    expect(
      parseJson('{"run":9007199254740993,"deep":[123456789012345678901234567890,-9007199254740993],"try":2,"part":0.1234567890123456789}'),
    ).toEqual({
      run: '9007199254740993',
      deep: ['123456789012345678901234567890', '-9007199254740993'],
      try: 2,
      part: 0.12345678901234568,
    });
  });

  test('takes out of texts and names what no database stores', () => {
    expect(parseJson('{"a\\u0000b":"x\\u0000y","half":"\\ud800!","whole":"\\ud83d\\ude00"}')).toEqual({
      ab: 'xy',
      half: '\ufffd!',
      whole: '😀',
    });
  });

  test.each([
    ['{"a":1,}', 7],
    ['abc', 0],
    ['{"a": tru }', 9],
    ['[1 2]', 3],
    ['{"a":1} x', 8],
    ['{\n "a": 1,\n "b": x\n}', 17],
    ['"a\nb"', 2],
  ])('names where %j goes wrong', (text, position) => {
    expect(problemOf(text)).toMatchObject({ code: 'invalid', details: { position } });
  });

  test('says when the text only ends too early', () => {
    expect(problemOf('{"a":"x').message).toBe('The body ends too early at line 1, column 8');
    expect(problemOf('').message).toContain('ends too early');
  });

  test('survives absurd nesting', () => {
    expect(problemOf(`${'['.repeat(300_000)}1234567890123456789`).code).toBe('invalid');
  });
});
