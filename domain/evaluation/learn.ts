import { type FitOptions, fitCalibration } from '../diagnosis/calibration/fit.ts';
import type { JudgedVerdict } from '../diagnosis/calibration/types.ts';
import type { ConfirmedVerdict } from '../diagnosis/types.ts';
import type { Action, Cause, Origin } from '../incidents/vocabulary.ts';
import { contentOfExample } from '../knowledge/example.ts';
import { hashText } from '../text/hash-text.ts';
import { createItemDiagnosis, identityOf, type Known } from './diagnose-item.ts';
import { freshEntry } from './memory-knowledge.ts';
import { type Evaluation, type EvaluationItem, evaluate } from './metrics.ts';

/** Of a cause with few texts so many are left to measure on. */
const leastLeft = 1 / 3;

/** Texts with a complete label, in which every list names a value first. */
const isLabelled = ({ causes, origins, actions }: EvaluationItem): boolean =>
  (causes?.length ?? 0) > 0 && (origins?.length ?? 0) > 0 && (actions?.length ?? 0) > 0;

/** The texts that are fed: of each cause so many, in the order of a seeded hash, but never more than two thirds of a cause's texts. */
export function chooseFed(items: readonly EvaluationItem[], perCause: number, seed: number): readonly EvaluationItem[] {
  const byCause = Map.groupBy(items.filter(isLabelled), ({ causes }) => causes?.[0] ?? '');
  return [...byCause.values()].flatMap((group) => {
    const most = Math.min(perCause, Math.floor(group.length * (1 - leastLeft)));
    return group.toSorted((left, right) => hashText(left.id, seed) - hashText(right.id, seed)).slice(0, most);
  });
}

/** What was said before the corrections, judged by them. */
function judgedBy(known: Known, fed: readonly EvaluationItem[]): readonly JudgedVerdict[] {
  const diagnoseItem = createItemDiagnosis(known);
  return fed.flatMap((item): JudgedVerdict[] => {
    const { method, cause, confidence, rawConfidence, proposedAction } = diagnoseItem(item);
    if (cause === 'UNKNOWN' || (method !== 'rule' && method !== 'knowledge')) return [];
    const right = item.causes?.includes(cause) === true && item.actions?.includes(proposedAction) === true;
    return [{ id: item.id, method, confidence: rawConfidence ?? confidence, right }];
  });
}

const fitOptions: FitOptions = { method: 'auto', validationSplit: 0.2, targetAccuracy: 0.9 };

/** What a person's corrections teach: the verdict on each fingerprint, each text as an example for those like it, and how far confidence is to be trusted. */
export function teach(known: Known, fed: readonly EvaluationItem[]): Known {
  const reports = fitCalibration(judgedBy(known, fed), known.calibration ?? {}, fitOptions);
  const calibration = Object.fromEntries(reports.map(({ method, fit }) => [method, fit]));
  const entries = [...known.entries];
  const confirmed = new Map<string, ConfirmedVerdict>(known.confirmed);
  for (const item of fed) {
    const { fingerprint, symptom } = identityOf(item);
    const [cause, origin, action] = [item.causes?.[0] as Cause, item.origins?.[0] as Origin, item.actions?.[0] as Action];
    const reason = 'Corrected by a person';
    confirmed.set(fingerprint, { fingerprint, cause, origin, action, by: 'human', incidentId: item.id, reason });
    if (cause === 'UNKNOWN') continue;
    const content = contentOfExample({ symptom: symptom.slice(0, 4_000), cause, origin, action, reason, service: null });
    entries.push(freshEntry(`fed_${item.id}`, content, fingerprint));
  }
  return { ...known, entries, confirmed, calibration };
}

const gained = [
  'causeAccuracy',
  'causeMacroF1',
  'originAccuracy',
  'actionAccuracy',
  'unknownShare',
  'unsafeRetries',
  'passedOver',
  'actsAlone',
  'brier',
  'ece',
] as const;
type Figures = Omit<Evaluation, 'perItem'>;

export interface LearningGain {
  readonly perCause: number;
  readonly seed: number;
  readonly fed: number;
  /** Texts that share neither text nor fingerprint with a fed one; all figures are about these. */
  readonly measured: number;
  readonly before: Figures;
  readonly after: Figures;
  /** After minus before; null where there is nothing to measure. */
  readonly gain: Readonly<Record<(typeof gained)[number], number | null>>;
}

const withoutItems = ({ perItem: _perItem, ...figures }: Evaluation): Figures => figures;
const collapsed = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Feeds corrections first, and measures what they are worth on failures that were not fed. */
export function evaluateLearning(
  items: readonly EvaluationItem[],
  known: Known,
  { perCause, seed }: { readonly perCause: number; readonly seed: number },
): { readonly evaluation: Evaluation; readonly learning: LearningGain } {
  const fed = chooseFed(items, perCause, seed);
  const [texts, prints] = [new Set(fed.map(({ text }) => collapsed(text))), new Set(fed.map((item) => identityOf(item).fingerprint))];
  const measured = items.filter((item) => !texts.has(collapsed(item.text)) && !prints.has(identityOf(item).fingerprint));
  const before = evaluate(measured, createItemDiagnosis(known));
  const after = evaluate(measured, createItemDiagnosis(teach(known, fed)));
  const difference = (name: (typeof gained)[number]): number | null =>
    before[name] === null || after[name] === null ? null : after[name] - before[name];
  return {
    evaluation: after,
    learning: {
      ...{ perCause, seed, fed: fed.length, measured: measured.length, before: withoutItems(before), after: withoutItems(after) },
      gain: Object.fromEntries(gained.map((name) => [name, difference(name)])) as LearningGain['gain'],
    },
  };
}
