import { describe, expect, it } from 'vitest';
import { wholeJson, wholeParameters } from './whole-text.ts';

const emoji = '🚀';
const [high = '', low = ''] = emoji.split('');

describe('JSON for the database', () => {
  it.each([high, low, `cut ${high}`, `${low} rest`, `${high}${high}`, `${low}${high}`, `\\${high}`, `\\\\${low}`, `${emoji}${high}x`])(
    'has the replacement character for half a character: %j',
    (text) => expect(JSON.parse(wholeJson(JSON.stringify({ text })))).toEqual({ text: text.toWellFormed() }),
  );

  it.each(['plain', emoji, '\\ud83d as a program prints it', '\\\\ud83d', '\\', '\ufffd'])(
    'stays as it is where it is whole: %j',
    (text) => {
      const json = JSON.stringify([text]);
      expect(wholeJson(json)).toBe(json);
    },
  );

  it('may hold escaped pairs', () => {
    for (const json of ['"\\ud83d\\ude80"', '"\\uD83D\\uDE80"']) expect(wholeJson(json)).toBe(json);
    expect(wholeJson('"\\uD83D"')).toBe('"\\ufffd"');
  });
});

it('Only what a statement reads as JSON is looked at', () => {
  const printed = 'a log that prints \\ud83d';
  const json = JSON.stringify([high]);
  expect(wholeParameters('values ($1, $2::jsonb, $3)', [printed, json, 7])).toEqual([printed, '["\\ufffd"]', 7]);
  expect(wholeParameters('values ($1::jsonb, $10)', [1, 2, 3, 4, 5, 6, 7, 8, 9, json])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, json]);
});
