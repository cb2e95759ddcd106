import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, csvFile, readCell } from './csv-cell.ts';

const nasty = fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\n', '"', ',', 'a', ' ', 'é') });

describe('a cell', () => {
  it('is never a formula and comes back as it was', () => {
    fc.assert(
      fc.property(nasty, nasty, (left, right) => {
        const [row] = parse(csvFile([[left, right, 7, null]]), { relax_column_count: true, skip_empty_lines: false }) as string[][];
        expect(row?.slice(0, 2).map(readCell)).toEqual([left, right]);
        expect(row?.slice(2)).toEqual(['7', '']);
        expect(row?.slice(0, 2).some((cell) => /^[=+\-@\t\r]/.test(cell))).toBe(false);
      }),
    );
  });

  it('is quoted only where it has to be', () => {
    expect(csvCell('plain')).toBe('plain');
    expect(csvCell("it's")).toBe("it's");
    expect(csvCell('=1+1')).toBe("'=1+1");
    expect(csvCell('say "no", please')).toBe('"say ""no"", please"');
  });
});
