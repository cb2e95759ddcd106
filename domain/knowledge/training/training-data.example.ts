import type { StoredPastIncident } from './past-incident.ts';
import type { TrainingEntry } from './training-data.ts';

/** A past incident without fault; tests change what they are about. */
export const pastIncident = (id: string, changes: Partial<StoredPastIncident> = {}): StoredPastIncident => ({
  id,
  occurredAt: '2026-01-14T03:05:09.000Z',
  timestamp: '2026-01-14T03:05:09.000Z',
  title: 'Ledger database refuses connections',
  description: 'too many clients already',
  service: 'ledger-db',
  severity: 'high',
  resolutionSeconds: 300,
  solution: 'Closed idle sessions',
  tags: ['database'],
  success: true,
  category: 'database_connectivity',
  entryId: null,
  ...changes,
});

/** An entry without fault. */
export const trainingEntry = (id: string, changes: Partial<TrainingEntry> = {}): TrainingEntry => ({
  id,
  title: 'Connection pool of the ledger is exhausted',
  symptom: 'too many clients already',
  solution: 'Close idle sessions and restart the pool',
  category: 'database_connectivity',
  tags: ['database'],
  patterns: ['too many clients'],
  cause: 'RESOURCE',
  action: 'RETRY',
  service: 'ledger-db',
  confidence: 0.8,
  state: 'active',
  parentId: null,
  uses: 0,
  successes: 0,
  failures: 0,
  ...changes,
});
