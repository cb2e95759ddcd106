import type { Diagnosis } from '../../domain/diagnosis/types.ts';
import type { Cause } from '../../domain/incidents/vocabulary.ts';
import type { ScoredEntry, ScoreParts } from '../../domain/knowledge/types.ts';
import type { Tx } from '../tx.ts';
import { share } from './rows.ts';

/** An entry that a round's diagnosis consulted. */
export interface ConsultedEntry {
  readonly id: string;
  readonly title: string;
  readonly solution: string;
  readonly cause: Cause | null;
  readonly state: string;
  readonly round: number;
  readonly score: number;
  readonly parts: ScoreParts;
  /** The round's verdict rests on it. */
  readonly decided: boolean;
}

/** The entry whose verdict the diagnosis took over. */
function decidingEntry({ stages, method, cause }: Diagnosis): string | null {
  const stage = stages.find((one) => one.stage === 'knowledge' && one.outcome === 'answered');
  return method === 'knowledge' && stage?.cause === cause ? stage.source : null;
}

/** Keeps which entries a round consulted, for its page and for what its outcome teaches. */
export async function saveUses(
  tx: Tx,
  input: { readonly incidentId: string; readonly round: number; readonly found: readonly ScoredEntry[]; readonly diagnosis: Diagnosis },
): Promise<void> {
  if (input.found.length === 0) return;
  const decidedBy = decidingEntry(input.diagnosis);
  const rows = input.found.map(({ entry, score, parts }, index) => ({
    ...{ entry_id: entry.id, place: index + 1, score, parts, decided: entry.id === decidedBy },
  }));
  await tx.rows(
    `insert into knowledge_use (tenant_id, incident_id, round, entry_id, place, score, parts, decided)
     select $1, $2, $3, entry_id, place, score, parts, decided
     from jsonb_to_recordset($4::jsonb) as given (entry_id text, place integer, score real, parts jsonb, decided boolean)
     on conflict (tenant_id, incident_id, round, entry_id) do nothing`,
    [tx.tenant, input.incidentId, input.round, JSON.stringify(rows)],
  );
}

/** The entries that a case consulted, newest round first, best first. */
export async function readUses(tx: Tx, incidentId: string): Promise<readonly ConsultedEntry[]> {
  const rows = await tx.rows<ConsultedEntry>(
    `select e.id, e.title, e.solution, e.cause, e.state, u.round, u.score, u.parts, u.decided
     from knowledge_use u join knowledge_entry e on e.tenant_id = u.tenant_id and e.id = u.entry_id
     where u.tenant_id = $1 and u.incident_id = $2 order by u.round desc, u.place limit 50`,
    [tx.tenant, incidentId],
  );
  return rows.map((row) => ({ ...row, score: share(row.score) }));
}
