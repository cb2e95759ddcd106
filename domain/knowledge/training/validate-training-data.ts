import { type DuplicateGroup, findDuplicates } from './duplicates.ts';
import type { StoredPastIncident } from './past-incident.ts';
import { findPatternConflicts, type PatternConflict } from './pattern-conflicts.ts';
import { readAnyTime } from './read-any-time.ts';
import { serviceKey, type TrainingData, type TrainingEntry } from './training-data.ts';

/** Which checks to make. */
export interface TrainingChecks {
  readonly duplicates: boolean;
  readonly missingFields: boolean;
  readonly patternConflicts: boolean;
}

export interface MissingFields {
  readonly kind: 'incident' | 'entry';
  readonly id: string;
  readonly title: string;
  readonly fields: readonly string[];
}

/** What is not wrong and still written in more ways than one. */
export interface Irregular {
  readonly kind: 'incident' | 'entry';
  readonly id: string;
  readonly field: 'timestamp' | 'service';
  readonly value: string;
}

/** The report on what was taught. A check that was not asked for is null. */
export interface TrainingReport {
  readonly checked: { readonly incidents: number; readonly entries: number };
  readonly duplicates: readonly DuplicateGroup[] | null;
  readonly missingFields: readonly MissingFields[] | null;
  readonly patternConflicts: readonly PatternConflict[] | null;
  readonly irregular: readonly Irregular[];
  readonly problems: number;
}

const missingOf = (fields: Readonly<Record<string, boolean>>): readonly string[] =>
  Object.entries(fields).flatMap(([field, missing]) => (missing ? [field] : []));

const missingOfIncident = (incident: StoredPastIncident): readonly string[] =>
  missingOf({
    description: incident.description === '',
    service: incident.service === '',
    solution: incident.solution === '',
    resolution_time: incident.resolutionSeconds === null,
  });

const missingOfEntry = (entry: TrainingEntry): readonly string[] =>
  missingOf({
    title: entry.title.trim() === '',
    symptom: entry.symptom.trim() === '' && entry.patterns.length === 0,
    solution: entry.solution.trim() === '',
    category: entry.category === null,
  });

const findMissing = ({ incidents, entries }: TrainingData): readonly MissingFields[] =>
  [
    ...incidents.map((one) => ({ kind: 'incident' as const, id: one.id, title: one.title, fields: missingOfIncident(one) })),
    ...entries.map((one) => ({ kind: 'entry' as const, id: one.id, title: one.title, fields: missingOfEntry(one) })),
  ].filter(({ fields }) => fields.length > 0);

/** Times that are not in the standard form, and services that are written otherwise than compared. */
const findIrregular = ({ incidents, entries }: TrainingData): readonly Irregular[] => [
  ...incidents.flatMap(({ id, timestamp }): Irregular[] => {
    const read = readAnyTime(timestamp);
    return read.kind === 'read' && read.standard ? [] : [{ kind: 'incident', id, field: 'timestamp', value: timestamp }];
  }),
  ...[
    ...incidents.map(({ id, service }) => ({ kind: 'incident' as const, id, service })),
    ...entries.map(({ id, service }) => ({ kind: 'entry' as const, id, service: service ?? '' })),
  ].flatMap(({ kind, id, service }): Irregular[] =>
    serviceKey(service) === service ? [] : [{ kind, id, field: 'service', value: service }],
  ),
];

/** Looks through everything that was taught and says what is wrong with it; changes nothing. */
export function validateTrainingData(data: TrainingData, checks: TrainingChecks): TrainingReport {
  const duplicates = checks.duplicates ? findDuplicates(data) : null;
  const missingFields = checks.missingFields ? findMissing(data) : null;
  const patternConflicts = checks.patternConflicts ? findPatternConflicts(data.entries) : null;
  return {
    checked: { incidents: data.incidents.length, entries: data.entries.length },
    duplicates,
    missingFields,
    patternConflicts,
    irregular: findIrregular(data),
    problems: (duplicates?.length ?? 0) + (missingFields?.length ?? 0) + (patternConflicts?.length ?? 0),
  };
}
