import type { StoredPastIncident } from './past-incident.ts';
import { readAnyTime } from './read-any-time.ts';
import { groupsOf, patternKey, plainText, serviceKey, type TrainingData, type TrainingEntry } from './training-data.ts';

/** Things that say the same; the first is the one to keep. */
export interface DuplicateGroup {
  readonly kind: 'incident' | 'entry';
  readonly title: string;
  readonly ids: readonly string[];
}

const momentOf = ({ occurredAt, timestamp }: StoredPastIncident): string => {
  const read = readAnyTime(timestamp);
  return read.kind === 'read' ? read.at : occurredAt;
};

const incidentKey = (incident: StoredPastIncident): string =>
  JSON.stringify([
    momentOf(incident),
    plainText(incident.title),
    plainText(incident.description),
    serviceKey(incident.service),
    plainText(incident.solution),
  ]);

const entryKey = (entry: TrainingEntry): string =>
  JSON.stringify([
    plainText(entry.title),
    plainText(entry.symptom),
    entry.patterns.map(patternKey).toSorted(),
    plainText(entry.solution),
    serviceKey(entry.service ?? ''),
  ]);

/** The entry with the longer record, of equals the surer and then the older one, is kept. */
const byRecord = (left: TrainingEntry, right: TrainingEntry): number =>
  right.successes + right.failures - (left.successes + left.failures) ||
  right.confidence - left.confidence ||
  left.id.localeCompare(right.id);

/** Past incidents and entries that differ in nothing that means anything. */
export function findDuplicates({ incidents, entries }: TrainingData): readonly DuplicateGroup[] {
  return [
    ...groupsOf(incidents, incidentKey).map((group) => ({
      kind: 'incident' as const,
      title: group[0]?.title ?? '',
      ids: group.toSorted((left, right) => left.id.localeCompare(right.id)).map(({ id }) => id),
    })),
    ...groupsOf(entries, entryKey).map((group) => ({
      kind: 'entry' as const,
      title: group[0]?.title ?? '',
      ids: group.toSorted(byRecord).map(({ id }) => id),
    })),
  ];
}
