import { expect, it } from 'vitest';
import { contentHash } from './canonical.ts';

it('A hash stays the same for content that was cut in the middle of a character and comes back from the database', () => {
  const cut = '🚀'.slice(0, 1);
  expect(contentHash({ reason: `it broke: ${cut}` })).toBe(contentHash({ reason: 'it broke: \ufffd' }));
  expect(contentHash(['🚀'])).not.toBe(contentHash(['\ufffd']));
});
