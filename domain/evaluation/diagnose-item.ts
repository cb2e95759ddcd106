import type { CalibrationFits } from '../diagnosis/calibration/types.ts';
import { fingerprint } from '../diagnosis/fingerprint.ts';
import { diagnose } from '../diagnosis/ladder.ts';
import type { RuleMatcher } from '../diagnosis/match-rules.ts';
import { normalise } from '../diagnosis/normalise.ts';
import type { ConfirmedVerdict, Diagnosis, DiagnosisInput } from '../diagnosis/types.ts';
import { wordingOpinion } from '../diagnosis/wording/verdict.ts';
import { type BuiltInEntry, builtInConfidence, builtInId } from '../knowledge/built-in/define.ts';
import { emptyContent } from '../knowledge/clean-content.ts';
import { collections, type KnowledgeEntry } from '../knowledge/types.ts';
import { createMemoryKnowledge, freshEntry } from './memory-knowledge.ts';
import type { EvaluationItem } from './metrics.ts';

/** What an installation knows. */
export interface Known {
  readonly matcher: RuleMatcher;
  readonly entries: readonly KnowledgeEntry[];
  /** By fingerprint. */
  readonly confirmed: ReadonlyMap<string, ConfirmedVerdict>;
  readonly calibration: CalibrationFits | null;
}

export const inputOf = (item: EvaluationItem): DiagnosisInput => ({
  ...{ platform: item.platform, errorText: item.text, logTail: '', exitCode: null, signal: null, platformReason: null },
});

/** The built-in entries as a fresh installation has them. */
export const builtInKnowledge = (entries: readonly BuiltInEntry[]): readonly KnowledgeEntry[] =>
  entries.map(({ slug, parent, ...entry }) => {
    const own = {
      collection: collections.builtin,
      confidence: builtInConfidence,
      parentId: parent === undefined ? null : builtInId(parent),
    };
    return freshEntry(builtInId(slug), { ...emptyContent, ...entry, ...own }, null);
  });

/** Diagnoses as the product does without a model: confirmed verdicts, rules, knowledge, merge. */
export function createItemDiagnosis({ matcher, entries, confirmed, calibration }: Known): (item: EvaluationItem) => Diagnosis {
  const knowledge = createMemoryKnowledge(entries);
  return (item) => {
    const input = inputOf(item);
    const evidence = normalise(input);
    const identity = fingerprint(input, evidence);
    const knows = { confirmed: confirmed.get(identity) ?? null, knowledge: knowledge.verdict(input, evidence, identity) };
    return diagnose(input, { matcher, calibration, wording: wordingOpinion, ...knows });
  };
}

/** Identity of a text's failure, and the line that a correction of it would keep. */
export function identityOf(item: EvaluationItem): { readonly fingerprint: string; readonly symptom: string } {
  const input = inputOf(item);
  const evidence = normalise(input);
  return { fingerprint: fingerprint(input, evidence), symptom: evidence.rootLine === '' ? item.text : evidence.rootLine };
}
