import type { Action, Cause, Origin, Severity } from '../../incidents/vocabulary.ts';
import { cosine, embed } from '../embed.ts';
import { collections, type KnowledgeContent, type KnowledgeEntry } from '../types.ts';
import { type StoredPastIncident, symptomOf } from './past-incident.ts';
import { patternOf } from './pattern-of.ts';
import { plainText } from './training-data.ts';

/** What the ladder says of a past incident's text. */
export interface PastVerdict {
  readonly category: string;
  readonly cause: Cause | null;
  readonly origin: Origin | null;
  readonly action: Action | null;
}

/** Past incidents of one kind, and the entry that they teach. */
export interface LearnedEntry {
  readonly content: KnowledgeContent;
  /** The entry that says the same already and only gains outcomes; null for a new one. */
  readonly into: string | null;
  readonly incidentIds: readonly string[];
  readonly successes: number;
  readonly failures: number;
  /** Mean over the successes, seconds; null when no row tells. */
  readonly resolutionSeconds: number | null;
}

/** An entry that was learned before. */
export type KnownEntry = Pick<KnowledgeEntry, 'id' | 'title' | 'symptom' | 'solution' | 'category'>;

/** Texts nearer than this tell of the same kind of trouble. */
const sameKind = 0.78;
/** Solutions nearer than this are one solution in other words. */
const sameSolution = 0.85;
/** A solution begins with this confidence, as if with so many outcomes. */
const prior = { confidence: 0.7, outcomes: 4 } as const;
const longestSymptom = 4_000;
const mostSymptoms = 5;
const mostPatterns = 5;
const mostTags = 30;

interface Group {
  readonly centre: Float32Array;
  readonly solution: string;
  readonly category: string;
  readonly verdict: PastVerdict;
  readonly incidents: StoredPastIncident[];
}

/** How likely a solution helps that worked so often. */
export const learnedConfidence = (successes: number, failures: number): number =>
  Math.round(((prior.confidence * prior.outcomes + successes) / (prior.outcomes + successes + failures)) * 1_000) / 1_000;

const unique = <Value>(values: readonly Value[]): Value[] => [...new Set(values)];
const count = (incidents: readonly StoredPastIncident[], success: boolean): number =>
  incidents.filter((incident) => incident.success === success).length;

/** The value that most of them have; of equals the first. */
function mostFrequent<Value extends string>(values: readonly Value[]): Value | null {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce<[Value, number] | null>((best, one) => (best === null || one[1] > best[1] ? one : best), null)?.[0] ?? null;
}

const solvesAlike = (left: string, right: string): boolean =>
  plainText(left) === plainText(right) || cosine(embed(left), embed(right)) >= sameSolution;

/** Of one kind is what looks alike and was solved alike: two solutions of one trouble are two entries, each with its own record. */
function groupIncidents(incidents: readonly StoredPastIncident[], judge: (text: string) => PastVerdict): readonly Group[] {
  const groups: Group[] = [];
  for (const incident of incidents) {
    const text = symptomOf(incident);
    const verdict = judge(text);
    const vector = embed(text);
    const near = groups.find(
      (group) =>
        group.category === verdict.category && cosine(group.centre, vector) >= sameKind && solvesAlike(group.solution, incident.solution),
    );
    if (near === undefined)
      groups.push({ centre: vector, solution: incident.solution, category: verdict.category, verdict, incidents: [incident] });
    else near.incidents.push(incident);
  }
  return groups;
}

function resolutionOf(rows: readonly StoredPastIncident[]): number | null {
  const told = rows.flatMap(({ success, resolutionSeconds }) => (success && resolutionSeconds !== null ? [resolutionSeconds] : []));
  return told.length === 0 ? null : Math.round(told.reduce((sum, seconds) => sum + seconds, 0) / told.length);
}

type Placed = KnownEntry & { readonly vector: Float32Array };

/** What was learned of this kind before, with this solution. */
const knownFor = (known: readonly Placed[], { centre, category, solution }: Group): KnownEntry | undefined =>
  known.find(
    (entry) =>
      (entry.category ?? 'unknown') === category && cosine(entry.vector, centre) >= sameKind && solvesAlike(entry.solution, solution),
  );

function toEntry(group: Group, known: readonly Placed[]): LearnedEntry {
  const { incidents, verdict } = group;
  const [successes, failures] = [count(incidents, true), count(incidents, false)];
  const example = incidents.findLast(({ success }) => success) ?? incidents[0];
  const symptom = unique(incidents.map(symptomOf)).slice(0, mostSymptoms).join('\n').slice(0, longestSymptom).toWellFormed();
  const services = unique(incidents.map(({ service }) => service));
  return {
    content: {
      title: example?.title ?? '',
      symptom,
      explanation: `Learned from ${incidents.length === 1 ? 'one past incident' : `${incidents.length} past incidents`}.`,
      solution: example?.solution ?? '',
      collection: collections.history,
      category: verdict.category === 'unknown' ? null : verdict.category,
      tags: unique(incidents.flatMap(({ tags }) => tags)).slice(0, mostTags),
      patterns: unique(incidents.flatMap(({ title }) => patternOf(title) ?? [])).slice(0, mostPatterns),
      cause: verdict.cause === 'UNKNOWN' ? null : verdict.cause,
      origin: verdict.cause === 'UNKNOWN' ? null : verdict.origin,
      action: verdict.cause === 'UNKNOWN' ? null : verdict.action,
      severity: mostFrequent<Severity>(incidents.map(({ severity }) => severity)),
      service: services.length === 1 && services[0] !== '' ? (services[0] ?? null) : null,
      confidence: learnedConfidence(successes, failures),
      parentId: null,
    },
    into: knownFor(known, group)?.id ?? null,
    incidentIds: incidents.map(({ id }) => id),
    successes,
    failures,
    resolutionSeconds: resolutionOf(incidents),
  };
}

/**
 * Turns past incidents into entries, one for each kind of trouble and solution; what `known` holds already only gains outcomes. Rows without a
 * solution teach nothing and are left aside.
 */
export function learnIncidents(
  incidents: readonly StoredPastIncident[],
  judge: (text: string) => PastVerdict,
  known: readonly KnownEntry[],
): readonly LearnedEntry[] {
  const solved = incidents.filter(({ solution }) => solution !== '');
  const placed = known.map((entry) => ({ ...entry, vector: embed(`${entry.title}\n${entry.symptom}`) }));
  return groupIncidents(solved, judge).map((group) => toEntry(group, placed));
}
