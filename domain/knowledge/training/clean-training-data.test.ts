import { describe, expect, it } from 'vitest';
import { cleanTrainingData } from './clean-training-data.ts';
import { pastIncident, trainingEntry } from './training-data.example.ts';

const all = { removeDuplicates: true, standardizeTimestamps: true, normalizeServiceNames: true, mergeSimilarPatterns: true };
const none = { removeDuplicates: false, standardizeTimestamps: false, normalizeServiceNames: false, mergeSimilarPatterns: false };

describe('cleanTrainingData', () => {
  it('leaves good data alone', () =>
    expect(cleanTrainingData({ incidents: [pastIncident('pi_1')], entries: [trainingEntry('kb_1')] }, all)).toEqual([]));

  it('writes times and services in one form, and then finds the duplicates', () => {
    const incidents = [pastIncident('pi_1'), pastIncident('pi_2', { timestamp: '14.01.2026 03:05:09', service: 'Ledger_DB' })];
    expect(cleanTrainingData({ incidents, entries: [] }, all)).toEqual([
      {
        step: 'standardizeTimestamps',
        kind: 'incident',
        id: 'pi_2',
        before: { timestamp: '14.01.2026 03:05:09' },
        after: { timestamp: '2026-01-14T03:05:09.000Z' },
      },
      { step: 'normalizeServiceNames', kind: 'incident', id: 'pi_2', before: { service: 'Ledger_DB' }, after: { service: 'ledger-db' } },
      { step: 'removeDuplicates', kind: 'incident', id: 'pi_2', before: { removed: false }, after: { removed: true } },
    ]);
  });

  it('merges entries that say the same, and keeps the one with the longer record', () => {
    const entries = [
      trainingEntry('kb_1', { successes: 1, uses: 1 }),
      trainingEntry('kb_2', {
        title: 'The connection pool of the ledger is exhausted',
        patterns: ['too many clients', 'pool exhausted'],
        tags: ['pool'],
        successes: 4,
        failures: 1,
        uses: 5,
      }),
      trainingEntry('kb_3', {
        title: 'Disk of the ledger is full',
        symptom: 'no space left',
        patterns: ['no space'],
        solution: 'Delete old logs',
      }),
      trainingEntry('kb_4', { category: 'other' }),
    ];
    expect(cleanTrainingData({ incidents: [], entries }, { ...none, mergeSimilarPatterns: true })).toEqual([
      {
        step: 'mergeSimilarPatterns',
        kind: 'entry',
        id: 'kb_2',
        before: { patterns: ['too many clients', 'pool exhausted'], tags: ['pool'], uses: 5, successes: 4, failures: 1 },
        after: { patterns: ['too many clients', 'pool exhausted'], tags: ['pool', 'database'], uses: 6, successes: 5, failures: 1 },
      },
      {
        step: 'mergeSimilarPatterns',
        kind: 'entry',
        id: 'kb_1',
        before: { state: 'active', parentId: null },
        after: { state: 'retired', parentId: 'kb_2' },
      },
    ]);
  });

  it('does not merge what is solved in another way', () => {
    const entries = [trainingEntry('kb_1'), trainingEntry('kb_2', { solution: 'Ask the vendor for a bigger licence' })];
    expect(cleanTrainingData({ incidents: [], entries }, { ...none, mergeSimilarPatterns: true })).toEqual([]);
  });
});
