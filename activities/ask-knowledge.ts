import type { NormalisedEvidence } from '../domain/diagnosis/normalise.ts';
import type { DiagnosisInput, StageVerdict } from '../domain/diagnosis/types.ts';
import type { ScoredEntry } from '../domain/knowledge/types.ts';
import { knowledgeVerdict } from '../domain/knowledge/verdict.ts';
import type { KnowledgeSearch } from '../store/knowledge/search.ts';
import type { Tx } from '../store/tx.ts';

/** Entries that a diagnosis consults. */
const consulted = 5;
/** The error's own words; a whole log would be about everything. */
const longestError = 1_200;
const relatedLines = 4;

/** What a failure is searched by: the error's first words and the root line, or the lines around the root where there is no error text. */
export function questionText(input: Pick<DiagnosisInput, 'errorText'>, evidence: NormalisedEvidence): string {
  const error = input.errorText.slice(0, longestError).trim();
  const around = evidence.lines
    .filter(({ zone }) => zone <= 1)
    .slice(0, relatedLines)
    .map(({ text }) => text);
  const parts = error === '' ? around : error.includes(evidence.rootLine) ? [error] : [evidence.rootLine, error];
  return parts.join('\n').slice(0, 2 * longestError);
}

export interface KnowledgeAnswer {
  readonly verdict: StageVerdict;
  /** Entries near the failure, best first, candidates among them; for the case's page and for the model. */
  readonly found: readonly ScoredEntry[];
}

/**
 * Asks the knowledge base about a failure. Costs no round trip of its own when it is called beside other reads and the answer is remembered; a
 * new question costs one statement.
 */
export async function askKnowledge(
  { knowledge }: { readonly knowledge: KnowledgeSearch },
  tx: Tx,
  failure: {
    readonly input: DiagnosisInput;
    readonly evidence: NormalisedEvidence;
    readonly fingerprint: string;
    readonly job: { readonly name: string };
  },
): Promise<KnowledgeAnswer> {
  const { input, evidence, fingerprint, job } = failure;
  const question = { text: questionText(input, evidence), service: job.name, severity: null };
  const { items } = await knowledge.search(tx, question, { states: ['active', 'candidate'], collection: null, limit: consulted });
  const quotes = evidence.rootLine === '' ? [] : [evidence.rootLine.slice(0, 1_000)];
  return { verdict: knowledgeVerdict(items, fingerprint, quotes), found: items };
}
