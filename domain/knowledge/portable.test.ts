import { describe, expect, it } from 'vitest';
import { metricsOf, planImport } from './portable.ts';
import type { KnowledgeEntry } from './types.ts';

const entry = (id: string, changes: Partial<KnowledgeEntry> = {}): KnowledgeEntry => ({
  id,
  title: `Entry ${id}`,
  symptom: 'cannot connect',
  explanation: '',
  solution: 'restart',
  collection: 'solutions',
  category: 'network_connectivity',
  tags: ['net'],
  patterns: [],
  cause: 'NETWORK',
  origin: 'THIRD_PARTY_SYSTEM',
  action: 'RETRY',
  severity: 'high',
  service: null,
  confidence: 0.8,
  parentId: null,
  state: 'active',
  provenance: 'person',
  author: 'ops@example.com',
  editedBy: null,
  sourceIncidentId: null,
  fingerprint: null,
  uses: 4,
  successes: 3,
  failures: 1,
  resolutionSeconds: 120,
  lastUsedAt: null,
  version: 1,
  createdAt: '2026-01-14T03:05:09.000Z',
  updatedAt: '2026-01-14T03:05:09.000Z',
  ...changes,
});
const plain = { confidenceAdjustment: 0, types: [], source: null };

describe('planImport', () => {
  it('takes entries over as they are', () => {
    const incoming = [entry('kb_1'), entry('kb_2', { parentId: 'kb_1' })];
    expect(planImport(incoming, new Map(), plain).add).toEqual(incoming);
  });

  it('adjusts confidence within bounds, notes the origin and filters by type', () => {
    const incoming = [
      entry('kb_1'),
      entry('kb_2', { confidence: 0.05 }),
      entry('kb_3', { category: 'memory_leak', cause: 'RESOURCE' }),
      entry('kb_4', { category: null, cause: 'DATA' }),
    ];
    const plan = planImport(incoming, new Map(), { confidenceAdjustment: -0.1, types: ['connectivity', 'data'], source: 'Staging EU' });
    expect(plan.add.map(({ id, confidence, tags }) => [id, confidence, tags])).toEqual([
      ['kb_1', 0.7, ['net', 'from:staging-eu']],
      ['kb_2', 0, ['net', 'from:staging-eu']],
      ['kb_4', 0.7, ['net', 'from:staging-eu']],
    ]);
    expect(plan.filtered).toBe(1);
  });

  it('adds nothing twice, and overwrites nothing', () => {
    const existing = new Map([
      ['kb_1', entry('kb_1', { confidence: 0.9, uses: 9 })],
      ['kb_2', entry('kb_2', { solution: 'another one' })],
    ]);
    const plan = planImport([entry('kb_1'), entry('kb_2'), entry('kb_3'), entry('kb_3')], existing, plain);
    expect(plan).toMatchObject({ unchanged: ['kb_1'], different: [{ id: 'kb_2', title: 'Entry kb_2' }], filtered: 0 });
    expect(plan.add.map(({ id }) => id)).toEqual(['kb_3']);
  });

  it('lets an entry stand on its own whose parent does not come along', () => {
    const plan = planImport([entry('kb_2', { parentId: 'kb_1' })], new Map(), plain);
    expect(plan.add[0]?.parentId).toBeNull();
  });
});

it('metrics add up', () => {
  expect(
    metricsOf([entry('kb_1'), entry('kb_2', { successes: 1, failures: 3, confidence: 0.4 }), entry('kb_3', { category: null })]),
  ).toEqual({
    entries: 3,
    uses: 12,
    successes: 7,
    failures: 5,
    successRate: 0.5833,
    averageConfidence: 0.6667,
    byCategory: [
      { category: 'network_connectivity', entries: 2, successes: 4, failures: 4, successRate: 0.5, averageConfidence: 0.6 },
      { category: 'none', entries: 1, successes: 3, failures: 1, successRate: 0.75, averageConfidence: 0.8 },
    ],
  });
  expect(metricsOf([])).toMatchObject({ entries: 0, successRate: null, averageConfidence: null, byCategory: [] });
});
