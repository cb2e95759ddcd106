import { findDuplicates } from './duplicates.ts';
import { mergeSimilar } from './merge-similar.ts';
import { readAnyTime } from './read-any-time.ts';
import { serviceKey, type TrainingData } from './training-data.ts';

/** Which repairs to make. */
export interface CleaningSteps {
  readonly removeDuplicates: boolean;
  readonly standardizeTimestamps: boolean;
  readonly normalizeServiceNames: boolean;
  readonly mergeSimilarPatterns: boolean;
}

export type CleaningStep = keyof CleaningSteps;

type Value = string | number | boolean | null | readonly string[];

/** One thing that is changed: the fields as they were and as they become. Enough to take the change back. */
export interface CleaningChange {
  readonly step: CleaningStep;
  readonly kind: 'incident' | 'entry';
  readonly id: string;
  readonly before: Readonly<Record<string, Value>>;
  readonly after: Readonly<Record<string, Value>>;
}

/** The data after a step, and what the step changed. */
export interface Cleaned {
  readonly data: TrainingData;
  readonly changes: readonly CleaningChange[];
}

const differs = ({ before, after }: Pick<CleaningChange, 'before' | 'after'>): boolean => JSON.stringify(before) !== JSON.stringify(after);

/** Past incidents are set aside, entries are retired: nothing is deleted. */
const removal = (kind: CleaningChange['kind'], id: string, state: string): CleaningChange => ({
  step: 'removeDuplicates',
  kind,
  id,
  before: kind === 'incident' ? { removed: false } : { state },
  after: kind === 'incident' ? { removed: true } : { state: 'retired' },
});

function removeDuplicates(data: TrainingData): Cleaned {
  const gone = findDuplicates(data).flatMap(({ kind, ids }) => ids.slice(1).map((id) => ({ kind, id })));
  const states = new Map(data.entries.map(({ id, state }) => [id, state]));
  const ids = new Set(gone.map(({ id }) => id));
  return {
    data: { incidents: data.incidents.filter(({ id }) => !ids.has(id)), entries: data.entries.filter(({ id }) => !ids.has(id)) },
    changes: gone.map(({ kind, id }) => removal(kind, id, states.get(id) ?? 'active')),
  };
}

function standardizeTimestamps({ incidents, entries }: TrainingData): Cleaned {
  const cleaned = incidents.map((incident) => {
    const read = readAnyTime(incident.timestamp);
    return { incident, timestamp: read.kind === 'read' ? read.at : incident.occurredAt, standard: read.kind === 'read' && read.standard };
  });
  return {
    data: {
      incidents: cleaned.map(({ incident, timestamp, standard }) => (standard ? incident : { ...incident, timestamp })),
      entries,
    },
    changes: cleaned
      .filter(({ standard }) => !standard)
      .map(({ incident, timestamp }) => ({
        step: 'standardizeTimestamps' as const,
        kind: 'incident' as const,
        id: incident.id,
        before: { timestamp: incident.timestamp },
        after: { timestamp },
      })),
  };
}

function normalizeServiceNames({ incidents, entries }: TrainingData): Cleaned {
  const rename = (kind: CleaningChange['kind'], id: string, service: string): CleaningChange => ({
    step: 'normalizeServiceNames',
    kind,
    id,
    before: { service },
    after: { service: serviceKey(service) },
  });
  return {
    data: {
      incidents: incidents.map((one) => ({ ...one, service: serviceKey(one.service) })),
      entries: entries.map((one) => ({ ...one, service: one.service === null ? null : serviceKey(one.service) })),
    },
    changes: [
      ...incidents.map(({ id, service }) => rename('incident', id, service)),
      ...entries.flatMap(({ id, service }) => (service === null ? [] : [rename('entry', id, service)])),
    ].filter(differs),
  };
}

/** In this order, for names that were made alike show more duplicates. */
const steps: readonly (readonly [CleaningStep, (data: TrainingData) => Cleaned])[] = [
  ['standardizeTimestamps', standardizeTimestamps],
  ['normalizeServiceNames', normalizeServiceNames],
  ['removeDuplicates', removeDuplicates],
  ['mergeSimilarPatterns', mergeSimilar],
];

/** Works out the repairs, in the order in which they have to be made; taking them back goes the other way round. */
export function cleanTrainingData(data: TrainingData, wanted: CleaningSteps): readonly CleaningChange[] {
  let current = data;
  const changes: CleaningChange[] = [];
  for (const [step, run] of steps) {
    if (!wanted[step]) continue;
    const cleaned = run(current);
    current = cleaned.data;
    changes.push(...cleaned.changes);
  }
  return changes;
}
