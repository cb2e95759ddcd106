import type { KnowledgeEntry } from '../types.ts';
import type { StoredPastIncident } from './past-incident.ts';

/** An entry as training data: what it says and how it fared. */
export type TrainingEntry = Pick<
  KnowledgeEntry,
  | 'id'
  | 'title'
  | 'symptom'
  | 'solution'
  | 'category'
  | 'tags'
  | 'patterns'
  | 'cause'
  | 'action'
  | 'service'
  | 'confidence'
  | 'state'
  | 'parentId'
  | 'uses'
  | 'successes'
  | 'failures'
>;

/** Everything that was taught: past incidents, and entries that are not retired. */
export interface TrainingData {
  readonly incidents: readonly StoredPastIncident[];
  readonly entries: readonly TrainingEntry[];
}

/** A text without the differences that mean nothing: case, white space, signs at its ends. */
export const plainText = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[\s.,;:!-]+|[\s.,;:!-]+$/g, '');

/** A service's name in the one form in which names are compared: `Redis Prod_01` and `redis-prod-01` are one service. */
export const serviceKey = (service: string): string =>
  service
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-')
    .replaceAll(/-{2,}/g, '-')
    .replaceAll(/^-|-$/g, '');

/** A pattern without the differences that do not change what it fits. */
export const patternKey = (pattern: string): string => pattern.toLowerCase().replaceAll(/\s+/g, ' ').trim();

/** Groups of at least two that have the same key, in the order of their first. */
export function groupsOf<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly (readonly Item[])[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
