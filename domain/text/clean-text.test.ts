import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, stripControls } from './clean-text.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 600 }),
  fc.string({ unit: fc.constantFrom('a', '\u0000', '\ud83d', '\ude00', '😀', '\u001b[31m', '\u202e', '\r', '\n', 'ü'), maxLength: 300 }),
);

describe('cleanText', () => {
  it.each([
    ['a\u0000b', 'ab'],
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007text', 'text'],
    ['user\u202etxt.exe', 'usertxt.exe'],
    ['a\r\nb\rc', 'a\nb\nc'],
    ['tab\tkept', 'tab\tkept'],
    ['lone \ud800 half', 'lone \ufffd half'],
    ['grüße 😀', 'grüße 😀'],
  ])('%j', (text, clean) => expect(cleanText(text, { maxBytes: 1_000 })).toBe(clean));
  it('keeps head and tail of what is too long, and says what it cut', () => {
    const text = `first line\n${'middle\n'.repeat(10_000)}last line`;
    const clean = cleanText(text, { maxBytes: 2_000 });
    expect(clean.startsWith('first line')).toBe(true);
    expect(clean.endsWith('last line')).toBe(true);
    expect(clean).toMatch(/\[… \d+ bytes cut …\]/);
    expect(Buffer.byteLength(clean)).toBeLessThanOrEqual(2_000);
  });
  it('never throws, never exceeds the bound, is well-formed and stable', () =>
    fc.assert(
      fc.property(hostile, fc.integer({ min: 0, max: 900 }), (text, maxBytes) => {
        const clean = cleanText(text, { maxBytes });
        expect(Buffer.byteLength(clean)).toBeLessThanOrEqual(maxBytes);
        expect(clean.isWellFormed()).toBe(true);
        expect(clean).not.toContain('\u0000');
        expect(cleanText(clean, { maxBytes })).toBe(clean);
      }),
      { numRuns: 500 },
    ));
  it('takes a log of many megabytes in its stride', () =>
    expect(Buffer.byteLength(cleanText('ü'.repeat(4_000_000), { maxBytes: 65_536 }))).toBeLessThanOrEqual(65_536));
});

it('stripControls changes nothing the second time', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(stripControls(stripControls(text))).toBe(stripControls(text));
    }),
  );
});
