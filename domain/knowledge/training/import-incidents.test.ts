import { describe, expect, it } from 'vitest';
import { readDuration, readHistory, readTags } from './import-incidents.ts';
import { readAnyTime } from './read-any-time.ts';

const row = (line: number, changes: Record<string, string> = {}) => ({
  line,
  fields: {
    timestamp: '2026-01-14 03:05:09',
    title: 'Ledger database refuses connections',
    description: 'too many clients already',
    service: 'ledger-db',
    severity: 'high',
    resolution_time: '300',
    solution: 'Closed idle sessions',
    tags: 'database; Pool',
    ...changes,
  },
});

describe('readHistory', () => {
  it('reads good rows', () => {
    expect(readHistory([row(2)])).toEqual({
      incidents: [
        {
          line: 2,
          occurredAt: '2026-01-14T03:05:09.000Z',
          timestamp: '2026-01-14 03:05:09',
          title: 'Ledger database refuses connections',
          description: 'too many clients already',
          service: 'ledger-db',
          severity: 'high',
          resolutionSeconds: 300,
          solution: 'Closed idle sessions',
          tags: ['database', 'pool'],
          success: true,
        },
      ],
      problems: [],
    });
  });

  it('reports each bad row by line and field, and keeps the others', () => {
    const read = readHistory([
      row(2),
      row(3, { severity: 'terrible' }),
      row(4, { timestamp: '04/01/2026', title: '' }),
      row(5, { resolution_time: 'a while', success: 'perhaps' }),
      row(6, { success: 'no' }),
    ]);
    expect(read.incidents.map(({ line, success }) => [line, success])).toEqual([
      [2, true],
      [6, false],
    ]);
    expect(read.problems.map(({ line, field }) => `${line} ${field}`)).toEqual([
      '3 severity',
      '4 title',
      '4 timestamp',
      '5 resolution_time',
      '5 success',
    ]);
    expect(read.problems[2]?.message).toContain('two days');
  });
});

describe('readDuration', () => {
  it.each([
    ['300', 300],
    ['5m', 300],
    ['1h 30m', 5_400],
    ['90 seconds', 90],
    ['2 hours, 5 min', 7_500],
    ['00:05:00', 300],
    ['05:30', 330],
    ['soon', null],
    ['5 m later', null],
    ['-3', null],
  ])('reads %s', (text, seconds) => expect(readDuration(text)).toBe(seconds));
});

describe('readAnyTime', () => {
  it.each([
    ['2026-01-14T03:05:09Z', '2026-01-14T03:05:09.000Z', true],
    ['2026-01-14 03:05:09', '2026-01-14T03:05:09.000Z', false],
    ['2026-01-14', '2026-01-14T00:00:00.000Z', false],
    ['14.01.2026 03:05', '2026-01-14T03:05:00.000Z', false],
    ['01/14/2026 3:05 PM', '2026-01-14T15:05:00.000Z', false],
    ['14/01/2026', '2026-01-14T00:00:00.000Z', false],
    ['14 Jan 2026 03:05', '2026-01-14T03:05:00.000Z', false],
    ['January 14, 2026 12:05 AM', '2026-01-14T00:05:00.000Z', false],
    ['1768359909', '2026-01-14T03:05:09.000Z', false],
  ])('reads %s', (text, at, standard) => expect(readAnyTime(text)).toEqual({ kind: 'read', at, standard }));
  it('does not guess', () => {
    expect(readAnyTime('04/01/2026')).toEqual({ kind: 'ambiguous' });
    for (const text of ['', 'yesterday', '31.02.2026', '2026-13-01', '99/99/2026'])
      expect(readAnyTime(text)).toEqual({ kind: 'unreadable' });
  });
});

it('tags are plain words, each once', () => expect(readTags('Redis; cache|#redis,,<b>')).toEqual(['redis', 'cache', 'b']));
