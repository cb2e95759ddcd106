import type { Tx } from '../../tx.ts';

/** What is known right now, beside the built-in rules and entries, and the examples that stand beside a confirmed verdict. */
export interface KnowledgeStatus {
  readonly activeEntries: number;
  readonly candidateEntries: number;
  readonly builtInEntries: number;
  readonly ownRules: number;
  readonly confirmedVerdicts: number;
  /** Mean confidence of the entries in use that are not built in; null without any. */
  readonly averageConfidence: number | null;
  /** The same entries by confidence: from 0.85, from 0.60, below. */
  readonly high: number;
  readonly medium: number;
  readonly low: number;
}

/** How much is known, and how surely. */
export const readKnowledgeStatus = (tx: Tx): Promise<KnowledgeStatus> =>
  tx.one<KnowledgeStatus>(
    `select (count(*) filter (where state = 'active' and provenance <> 'builtin' and collection <> 'corrections'))::int as "activeEntries",
       (count(*) filter (where state = 'candidate'))::int as "candidateEntries",
       (count(*) filter (where state = 'active' and provenance = 'builtin'))::int as "builtInEntries",
       round((avg(confidence) filter (where state = 'active' and provenance <> 'builtin' and collection <> 'corrections'))::numeric, 4)::float8 as "averageConfidence",
       (count(*) filter (where state = 'active' and provenance <> 'builtin' and collection <> 'corrections' and confidence >= 0.85))::int as high,
       (count(*) filter (where state = 'active' and provenance <> 'builtin' and collection <> 'corrections' and confidence >= 0.6 and confidence < 0.85))::int as medium,
       (count(*) filter (where state = 'active' and provenance <> 'builtin' and collection <> 'corrections' and confidence < 0.6))::int as low,
       (select count(*) from rule where tenant_id = $1 and enabled)::int as "ownRules",
       (select count(*) from confirmed_verdict where tenant_id = $1)::int as "confirmedVerdicts"
     from knowledge_entry where tenant_id = $1`,
    [tx.tenant],
  );
