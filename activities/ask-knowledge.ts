import type { NormalisedEvidence } from '../domain/diagnosis/normalise.ts';
import type { DiagnosisInput, StageVerdict } from '../domain/diagnosis/types.ts';
import { questionText } from '../domain/knowledge/question-text.ts';
import type { ScoredEntry } from '../domain/knowledge/types.ts';
import { consultedEntries, knowledgeVerdict } from '../domain/knowledge/verdict.ts';
import type { KnowledgeSearch } from '../store/knowledge/search.ts';
import type { Tx } from '../store/tx.ts';

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
  const { items } = await knowledge.search(tx, question, { states: ['active', 'candidate'], collection: null, limit: consultedEntries });
  const quotes = evidence.rootLine === '' ? [] : [evidence.rootLine.slice(0, 1_000)];
  return { verdict: knowledgeVerdict(items, fingerprint, quotes), found: items };
}
