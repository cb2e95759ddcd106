import { type NormalisedEvidence, normalise } from '../domain/diagnosis/normalise.ts';
import type { DiagnosisInput, StageVerdict } from '../domain/diagnosis/types.ts';
import { questionText } from '../domain/knowledge/question-text.ts';
import type { ScoredEntry } from '../domain/knowledge/types.ts';
import { knowledgeVerdict } from '../domain/knowledge/verdict.ts';
import { workflowActor } from '../domain/people/actor.ts';
import type { Case } from '../store/cases.ts';
import { readEvidence } from '../store/diagnoses.ts';
import type { KnowledgeSearch } from '../store/knowledge/search.ts';
import type { Tx } from '../store/tx.ts';
import type { ActivityDeps } from './deps.ts';
import { assemble, type Seen } from './gather-evidence.ts';

/** Entries that a diagnosis consults. */
const consulted = 5;
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

/**
 * Gets the question's vector ready where an endpoint makes it, outside of any transaction. The local embedder needs nothing of the kind, and
 * nothing is read then.
 */
export async function prepareKnowledge(
  deps: ActivityDeps,
  { tenantId }: { readonly tenantId: string },
  found: Case,
  seen: Seen,
): Promise<void> {
  if (deps.knowledge.embedder.source === 'local') return;
  const text = await deps.transact(tenantId, workflowActor, async (tx) => {
    const { input } = assemble(deps, found, seen, await readEvidence(tx, found.id, 0));
    return questionText(input, normalise(input));
  });
  await deps.knowledge.prepare(text);
}
