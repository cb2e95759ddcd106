import { fingerprint } from '../domain/diagnosis/fingerprint.ts';
import { normalise } from '../domain/diagnosis/normalise.ts';
import { questionText } from '../domain/knowledge/question-text.ts';
import type { KnowledgeState, ScoredEntry } from '../domain/knowledge/types.ts';
import { consultedEntries, knowledgeVerdict } from '../domain/knowledge/verdict.ts';
import type { StoredCase } from '../domain/learning/replay-case.ts';
import { readEntry } from '../store/knowledge/entries.ts';
import { createKnowledgeSearch, longestQuestion } from '../store/knowledge/search.ts';
import { StoreRefusal } from '../store/refusal.ts';
import type { ApiDeps } from './deps.ts';
import type { Caller } from './env.ts';
import { type ReplayWindow, replayStored } from './replay.ts';
import type { ReplayAnswer } from './schemas/suggestions.ts';

const questionOf = ({ input, job }: StoredCase) => {
  const evidence = normalise(input);
  return {
    asked: { text: questionText(input, evidence).slice(0, longestQuestion), service: job, severity: null },
    identity: fingerprint(input, evidence),
    quotes: evidence.rootLine === '' ? [] : [evidence.rootLine.slice(0, 1_000)],
  };
};

const withState = (found: readonly ScoredEntry[], id: string, state: KnowledgeState): readonly ScoredEntry[] =>
  found.map((one) => (one.entry.id === id ? { ...one, entry: { ...one.entry, state } } : one));

/**
 * Shows what stored failures would be diagnosed as, were verdicts to rest on this entry, against what the knowledge base as it is says without it.
 * @throws StoreRefusal not-found; conflict when the entry is retired
 */
export async function replayEntry(
  deps: Pick<ApiDeps, 'transact' | 'matcherFor' | 'knowledge'>,
  caller: Caller,
  id: string,
  window: ReplayWindow,
): Promise<ReplayAnswer> {
  const { tenant, actor } = caller;
  const [entry, matcher] = await deps.transact(tenant, actor, (tx) => Promise.all([readEntry(tx, id), deps.matcherFor(tx)]));
  if (entry.state === 'retired') throw new StoreRefusal('conflict', `The knowledge entry ${id} is retired, and no search finds it`);
  // A search of its own: thousands of old questions would push those out of memory that are asked now.
  const { search, embedder } = createKnowledgeSearch(deps.knowledge.embedder, () => new Date());
  const options = { states: ['active', 'candidate'], collection: null, limit: consultedEntries } as const;
  return replayStored(deps, caller, window, async (cases) => {
    const questions = cases.map(questionOf);
    await embedder.prepare(questions.map(({ asked }) => asked.text));
    const answers = await deps.transact(tenant, actor, (tx) => Promise.all(questions.map(({ asked }) => search(tx, asked, options))));
    return questions.map(({ identity, quotes }, index) => {
      const found = answers[index]?.items ?? [];
      const knowing = (state: KnowledgeState) => ({ matcher, knowledge: knowledgeVerdict(withState(found, id, state), identity, quotes) });
      return { before: knowing('candidate'), after: knowing('active') };
    });
  });
}
