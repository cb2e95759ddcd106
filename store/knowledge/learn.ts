import { isLearnable, type LearningSettings, mayPromote } from '../../domain/knowledge/learning-settings.ts';
import { type KnownEntry, type LearnedEntry, learnIncidents, type PastVerdict } from '../../domain/knowledge/training/learn-incidents.ts';
import { collections, type KnowledgeEntry } from '../../domain/knowledge/types.ts';
import type { Tx } from '../tx.ts';
import { addEntries, readEntry } from './entries.ts';
import { bumpGeneration } from './generation.ts';
import { readLearningSettings } from './learning-settings.ts';
import { applyOutcome } from './outcomes.ts';
import { listPastIncidents, markLearned } from './past-incidents.ts';

/** So many past incidents are learned at once; the rest follows with the next call. */
const mostLearned = 2_000;
const mostKnown = 2_000;

/** What was learned from past incidents. */
export interface Learned {
  readonly added: readonly KnowledgeEntry[];
  /** Entries that were there already and gained outcomes. */
  readonly strengthened: readonly KnowledgeEntry[];
  /** Kinds of trouble that the settings leave out. */
  readonly leftOut: number;
}

const readKnown = (tx: Tx): Promise<KnownEntry[]> =>
  tx.rows<KnownEntry>(
    `select id, title, symptom, solution, category from knowledge_entry where tenant_id = $1 and collection = $2 and state <> 'retired'
     order by id limit $3`,
    [tx.tenant, collections.history, mostKnown],
  );

async function add(tx: Tx, learned: readonly LearnedEntry[], settings: LearningSettings): Promise<readonly KnowledgeEntry[]> {
  const added = await addEntries(
    tx,
    learned.map(({ content, successes, failures, resolutionSeconds }) => ({
      ...content,
      state: mayPromote({ ...content, successes }, settings) ? ('active' as const) : ('candidate' as const),
      provenance: 'import' as const,
      author: tx.actor.name,
      record: { uses: successes + failures, successes, failures, resolutionSeconds },
    })),
  );
  for (const [index, entry] of added.entries()) await markLearned(tx, entry.id, learned[index]?.incidentIds ?? []);
  return added;
}

async function strengthen(
  tx: Tx,
  entryId: string,
  { incidentIds, successes, failures, resolutionSeconds }: LearnedEntry,
): Promise<KnowledgeEntry> {
  const outcome = { resolutionSeconds, reason: 'Seen in an imported history', incidentId: null };
  for (let index = 0; index < successes + failures; index++) await applyOutcome(tx, entryId, { ...outcome, success: index < successes });
  await markLearned(tx, entryId, incidentIds);
  return readEntry(tx, entryId);
}

/**
 * Turns the past incidents that no entry holds yet into entries, one for each kind of trouble and solution. The learning settings say which of
 * them are used at once; the others wait as candidates.
 */
export async function learnFromHistory(tx: Tx, judge: (text: string) => PastVerdict): Promise<Learned> {
  const [{ settings }, incidents, known] = [
    await readLearningSettings(tx),
    await listPastIncidents(tx, { unlearned: true, limit: mostLearned }),
    await readKnown(tx),
  ];
  const all = learnIncidents(incidents, judge, known);
  const wanted = all.filter(({ content }) => isLearnable(content, settings));
  const added = await add(
    tx,
    wanted.filter(({ into }) => into === null),
    settings,
  );
  const strengthened: KnowledgeEntry[] = [];
  for (const learned of wanted) if (learned.into !== null) strengthened.push(await strengthen(tx, learned.into, learned));
  if (strengthened.length > 0) await bumpGeneration(tx);
  return { added, strengthened, leftOut: all.length - wanted.length };
}
