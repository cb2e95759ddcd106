import type { Action, Cause, Origin, Severity } from '../../incidents/vocabulary.ts';
import { cosine, embed } from '../embed.ts';
import type { KnowledgeContent } from '../types.ts';
import { type StoredPastIncident, symptomOf } from './past-incident.ts';
import { patternOf } from './pattern-of.ts';

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
  readonly incidentIds: readonly string[];
  readonly successes: number;
  readonly failures: number;
  /** Mean over the successes, seconds; null when no row tells. */
  readonly resolutionSeconds: number | null;
}

/** Texts nearer than this tell of the same kind of trouble. */
const sameKind = 0.72;
/** A solution begins with this confidence, as if with so many outcomes. */
const prior = { confidence: 0.7, outcomes: 4 } as const;
const longestSymptom = 4_000;
const mostSymptoms = 5;
const mostPatterns = 5;
const mostTags = 30;

interface Group {
  readonly centre: Float32Array;
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

function groupIncidents(incidents: readonly StoredPastIncident[], judge: (text: string) => PastVerdict): readonly Group[] {
  const groups: Group[] = [];
  for (const incident of incidents) {
    const text = symptomOf(incident);
    const verdict = judge(text);
    const vector = embed(text);
    const near = groups.find((group) => group.category === verdict.category && cosine(group.centre, vector) >= sameKind);
    if (near === undefined) groups.push({ centre: vector, category: verdict.category, verdict, incidents: [incident] });
    else near.incidents.push(incident);
  }
  return groups;
}

/** The solution that helped most likely, its rows, and how it fared. */
function bestSolution(incidents: readonly StoredPastIncident[]) {
  return unique(incidents.map(({ solution }) => solution))
    .map((solution) => {
      const rows = incidents.filter((incident) => incident.solution === solution);
      const [successes, failures] = [count(rows, true), count(rows, false)];
      return { solution, rows, successes, failures, confidence: learnedConfidence(successes, failures) };
    })
    .reduce((best, one) => (one.confidence > best.confidence ? one : best));
}

function resolutionOf(rows: readonly StoredPastIncident[]): number | null {
  const told = rows.flatMap(({ success, resolutionSeconds }) => (success && resolutionSeconds !== null ? [resolutionSeconds] : []));
  return told.length === 0 ? null : Math.round(told.reduce((sum, seconds) => sum + seconds, 0) / told.length);
}

function toEntry({ incidents, verdict }: Group): LearnedEntry {
  const best = bestSolution(incidents);
  const example = best.rows.find(({ success }) => success) ?? incidents[0];
  const symptom = unique(incidents.map(symptomOf)).slice(0, mostSymptoms).join('\n').slice(0, longestSymptom).toWellFormed();
  const services = unique(incidents.map(({ service }) => service));
  return {
    content: {
      title: example?.title ?? '',
      symptom,
      explanation: `Learned from ${incidents.length === 1 ? 'one past incident' : `${incidents.length} past incidents`}.`,
      solution: best.solution,
      collection: 'history',
      category: verdict.category === 'unknown' ? null : verdict.category,
      tags: unique(incidents.flatMap(({ tags }) => tags)).slice(0, mostTags),
      patterns: unique(incidents.flatMap(({ title }) => patternOf(title) ?? [])).slice(0, mostPatterns),
      cause: verdict.cause === 'UNKNOWN' ? null : verdict.cause,
      origin: verdict.cause === 'UNKNOWN' ? null : verdict.origin,
      action: verdict.cause === 'UNKNOWN' ? null : verdict.action,
      severity: mostFrequent<Severity>(incidents.map(({ severity }) => severity)),
      service: services.length === 1 && services[0] !== '' ? (services[0] ?? null) : null,
      confidence: best.confidence,
      parentId: null,
    },
    incidentIds: incidents.map(({ id }) => id),
    successes: best.successes,
    failures: best.failures,
    resolutionSeconds: resolutionOf(best.rows),
  };
}

/** Turns past incidents into entries, one for each kind of trouble. Rows without a solution teach nothing and are left aside. */
export const learnIncidents = (incidents: readonly StoredPastIncident[], judge: (text: string) => PastVerdict): readonly LearnedEntry[] =>
  groupIncidents(
    incidents.filter(({ solution }) => solution !== ''),
    judge,
  ).map(toEntry);
