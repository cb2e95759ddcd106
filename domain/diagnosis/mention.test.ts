import { describe, expect, it } from 'vitest';
import { isMention } from './mention.ts';

describe('a word that the text speaks about', () => {
  it.each([
    ["status 'throttled' is not one of the allowed values", 'throttled', true],
    ['column "lock_timeout" does not exist', 'timeout', true],
    ["could not convert string to float: 'timeout'", 'timeout', false],
    ['{"code": "Throttling", "type": "Sender"}', 'Throttling', false],
    ["{'Error': {'Code': 'SlowDown'}}", 'SlowDown', false],
    ["code='ETIMEDOUT'", 'ETIMEDOUT', false],
    ['the request timed out', 'timed out', false],
    ["the file 'a' timed out, see 'b'", 'timed out', false],
    ["(1062, 'deadlock')", 'deadlock', false],
  ] as const)('%s', (text, word, expected) => {
    const start = text.indexOf(word);
    expect(isMention(text, start, start + word.length)).toBe(expected);
  });
});
