import { describe, expect, it } from 'vitest';
import { pastIncident, trainingEntry } from './training-data.example.ts';
import { validateTrainingData } from './validate-training-data.ts';

const all = { duplicates: true, missingFields: true, patternConflicts: true };

describe('validateTrainingData', () => {
  it('finds nothing in good data', () => {
    const mail = trainingEntry('kb_2', {
      title: 'Mail relay is down',
      symptom: '451 try later',
      patterns: ['mail relay'],
      category: 'mail',
    });
    expect(validateTrainingData({ incidents: [pastIncident('pi_1')], entries: [trainingEntry('kb_1'), mail] }, all)).toEqual({
      checked: { incidents: 1, entries: 2 },
      duplicates: [],
      missingFields: [],
      patternConflicts: [],
      irregular: [],
      problems: 0,
    });
  });

  it('finds duplicates although case, spacing, time format and service are written otherwise', () => {
    const incidents = [
      pastIncident('pi_1'),
      pastIncident('pi_2', { timestamp: '14.01.2026 03:05:09', title: ' ledger Database  refuses connections.', service: 'Ledger DB' }),
      pastIncident('pi_3', { occurredAt: '2026-01-15T03:05:09.000Z', timestamp: '2026-01-15T03:05:09Z' }),
    ];
    const entries = [trainingEntry('kb_1'), trainingEntry('kb_2', { successes: 3 })];
    expect(validateTrainingData({ incidents, entries }, all).duplicates).toEqual([
      { kind: 'incident', title: 'Ledger database refuses connections', ids: ['pi_1', 'pi_2'] },
      { kind: 'entry', title: 'Connection pool of the ledger is exhausted', ids: ['kb_2', 'kb_1'] },
    ]);
  });

  it('finds missing fields', () => {
    const report = validateTrainingData(
      {
        incidents: [pastIncident('pi_1', { solution: '', service: '' })],
        entries: [trainingEntry('kb_1', { solution: ' ', category: null })],
      },
      all,
    );
    expect(report.missingFields?.map(({ id, fields }) => [id, fields])).toEqual([
      ['pi_1', ['service', 'solution']],
      ['kb_1', ['solution', 'category']],
    ]);
  });

  it('finds patterns that stand for two things, also where only the text fits, and patterns that are none', () => {
    const entries = [
      trainingEntry('kb_1'),
      trainingEntry('kb_2', {
        title: 'Licences are used up',
        symptom: 'seat limit',
        patterns: ['TOO many  clients'],
        category: 'licences',
        cause: 'PERMISSION',
      }),
      trainingEntry('kb_3', {
        title: 'Queue',
        symptom: 'queue is full, too many clients wait',
        patterns: ['queue (is'],
        category: 'queues',
      }),
      trainingEntry('kb_4', { title: 'A case of the first', parentId: 'kb_1', category: 'database_pool' }),
    ];
    const conflicts = validateTrainingData({ incidents: [], entries }, all).patternConflicts ?? [];
    expect(conflicts.map(({ reason, entries: found }) => `${reason}: ${found.map(({ id }) => id).join(' ')}`)).toEqual(
      expect.arrayContaining(['same pattern: kb_1 kb_2', 'fits the other entry: kb_1 kb_3', 'not a pattern: kb_3']),
    );
    expect(conflicts.some(({ entries: found }) => found.some(({ id }) => id === 'kb_1') && found.some(({ id }) => id === 'kb_4'))).toBe(
      false,
    );
  });

  it('makes only the checks that are wanted', () => {
    const report = validateTrainingData({ incidents: [], entries: [] }, { ...all, duplicates: false });
    expect(report).toMatchObject({ duplicates: null, missingFields: [] });
  });
});
