import { describe, expect, it } from 'vitest';
import { splitTable } from './split-table.ts';

describe('cutting a table', () => {
  const rows = Array.from({ length: 450 }, (_, index) => `${index},"text of\n""two"" lines"\r\n`);
  const parts = splitTable(`a,b\r\n${rows.join('')}`);

  it('loses no row and keeps cells of several lines whole', () => {
    expect(parts).toHaveLength(3);
    for (const part of parts) expect(part.text.startsWith('a,b\n')).toBe(true);
    const all = parts.map((part) => part.text.slice('a,b\n'.length)).join('');
    expect(all).toBe(rows.join('').replaceAll('\r\n', '\n'));
  });

  it('tells how far down a part begins', () => expect(parts.map((part) => part.firstLine)).toEqual([1, 401, 801]));

  it('leaves a small one and an empty one as it is', () => {
    expect(splitTable('a\n1\n')).toEqual([{ text: 'a\n1\n', firstLine: 1 }]);
    expect(splitTable('')).toEqual([{ text: '', firstLine: 1 }]);
    expect(splitTable('a\n1')).toEqual([{ text: 'a\n1', firstLine: 1 }]);
  });
});
