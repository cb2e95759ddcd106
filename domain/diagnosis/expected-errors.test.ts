import { expect, it } from 'vitest';
import { matchExpectedError } from './expected-errors.ts';

const input = { platform: 'local', errorText: 'first\nNo new files today', logTail: '', exitCode: 3, signal: null, platformReason: null };
const expected = (exitCode: number | null, pattern: string | null) => ({ exitCode, pattern, reason: 'quiet day' });

it.each([
  ['the exit code', expected(3, null), true],
  ['another exit code', expected(4, null), false],
  ['the pattern', expected(null, 'no new files'), true],
  ['another pattern', expected(null, 'disk full'), false],
  ['both', expected(3, 'no new files'), true],
  ['only one of two', expected(4, 'no new files'), false],
  ['neither set', expected(null, null), false],
  ['a pattern that RE2 refuses', expected(null, '(?=x)'), false],
])('%s', (_, entry, fits) => expect(matchExpectedError(input, [entry]) !== null).toBe(fits));

it('quotes the line and ignores the failure', () =>
  expect(matchExpectedError(input, [expected(9, null), expected(null, 'NEW FILES')])).toEqual({
    expected: expected(null, 'NEW FILES'),
    action: 'IGNORE',
    quotes: ['No new files today'],
  }));
