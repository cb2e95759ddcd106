import { share } from '../knowledge/rows.ts';
import type { Tx } from '../tx.ts';

const days = 30;

/** Figures of the knowledge base: how large, how trusted, how often it has something to say. */
export async function readKnowledgeStats(tx: Tx) {
  const counts = await tx.rows<{ collection: string; category: string | null; state: 'candidate' | 'active' | 'retired'; count: number }>(
    'select collection, category, state, count(*)::integer as count from knowledge_entry where tenant_id = $1 group by 1, 2, 3 order by 1, 2',
    [tx.tenant],
  );
  const means = await tx.one<{ confidence: number | null; successes: number; outcomes: number }>(
    `select avg(confidence) filter (where state <> 'retired') as confidence, coalesce(sum(successes), 0)::integer as successes,
       coalesce(sum(successes + failures), 0)::integer as outcomes from knowledge_entry where tenant_id = $1`,
    [tx.tenant],
  );
  const growth = await tx.rows<{ day: string; added: number }>(
    `select to_char(created_at at time zone 'UTC', 'YYYY-MM-DD') as day, count(*)::integer as added from knowledge_entry
     where tenant_id = $1 and created_at > now() - make_interval(days => $2) group by 1 order by 1`,
    [tx.tenant, days],
  );
  const covered = await tx.one<{ diagnosed: number; covered: number }>(
    `select count(*)::integer as diagnosed, count(*) filter (where exists (
       select from knowledge_use u where u.tenant_id = i.tenant_id and u.incident_id = i.id))::integer as covered
     from incident i where tenant_id = $1 and fingerprint is not null and opened_at > now() - make_interval(days => $2)`,
    [tx.tenant, days],
  );
  const sum = (chosen: (row: (typeof counts)[number]) => boolean) => counts.filter(chosen).reduce((total, { count }) => total + count, 0);
  const namesOf = (key: 'collection' | 'category') => [...new Set(counts.flatMap((row) => row[key] ?? []))];
  const inState = (collection: string, state: string) => sum((row) => row.collection === collection && row.state === state);
  return {
    entries: sum(() => true),
    byState: Object.fromEntries((['candidate', 'active', 'retired'] as const).map((state) => [state, sum((row) => row.state === state)])),
    byCollection: namesOf('collection').map((collection) => ({
      collection,
      candidate: inState(collection, 'candidate'),
      active: inState(collection, 'active'),
      retired: inState(collection, 'retired'),
    })),
    byCategory: namesOf('category').map((category) => ({
      category,
      entries: sum((row) => row.category === category && row.state !== 'retired'),
    })),
    growth,
    averageConfidence: means.confidence === null ? null : share(means.confidence),
    successRate: means.outcomes === 0 ? null : share(means.successes / means.outcomes),
    coverage: covered.diagnosed === 0 ? null : share(covered.covered / covered.diagnosed),
  };
}
