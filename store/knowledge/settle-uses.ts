import { confidenceSteps } from '../../domain/knowledge/confidence.ts';
import type { Case } from '../cases.ts';
import { newId } from '../ids.ts';
import { appendRecord } from '../record.ts';
import type { Tx } from '../tx.ts';
import { activateWhenAllowed } from './changes.ts';
import { readEntry } from './entries.ts';
import { bumpGeneration } from './generation.ts';
import { readLearningSettings } from './learning-settings.ts';
import { share } from './rows.ts';

interface Settled {
  readonly id: string;
  readonly title: string;
  readonly before: number;
  readonly after: number;
  readonly successes: number;
  readonly failures: number;
  /** A candidate whose solution worked for the very failure that it was learned from. */
  readonly borneOut: boolean;
}

/**
 * The entries that a case consulted and whose action was taken: near enough to speak, or decisive. A round that ended green is a success of its
 * entries, a round that another one had to follow is a failure. Rows are locked in the order of their ids, so that cases do not wait in circles.
 */
const settling = `
  with due as (
    select u.entry_id, u.round, u.round = $3 and $4 as worked
    from knowledge_use u
    join knowledge_entry e on e.tenant_id = u.tenant_id and e.id = u.entry_id
    join lateral (select body->>'action' as action from decision d where d.tenant_id = u.tenant_id and d.incident_id = u.incident_id and d.round = u.round
      order by revision desc limit 1) d on true
    where u.tenant_id = $1 and u.incident_id = $2 and u.settled is null and e.state <> 'retired'
      and (e.action = d.action or (e.action is null and e.cause = $5)) and ($4 or d.action like 'RETRY%')
      and (u.decided or (u.parts->>'pattern')::real = 1 or (u.parts->>'similarity')::real >= 0.6)),
  marked as (
    update knowledge_use u set settled = case when due.worked then 'worked' else 'failed' end from due
    where u.tenant_id = $1 and u.incident_id = $2 and u.entry_id = due.entry_id and u.round = due.round),
  summed as (
    select entry_id, (count(*) filter (where worked))::integer as successes, (count(*) filter (where not worked))::integer as failures from due group by 1),
  locked as (
    select e.id, e.confidence, e.state, e.fingerprint, s.successes, s.failures from knowledge_entry e join summed s on s.entry_id = e.id
    where e.tenant_id = $1 order by e.id for update of e)
  update knowledge_entry e set uses = e.uses + l.successes + l.failures, successes = e.successes + l.successes, failures = e.failures + l.failures,
    last_used_at = now(),
    confidence = greatest($7::real, least(greatest($8::real, l.confidence), l.confidence + l.successes * $9::real + l.failures * $10::real)),
    resolution_seconds = case when l.successes = 0 then e.resolution_seconds
      else (coalesce(e.resolution_seconds, $11::real) * e.successes + $11::real * l.successes) / (e.successes + l.successes) end
  from locked l where e.tenant_id = $1 and e.id = l.id
  returning e.id, e.title, l.confidence as before, e.confidence as after, l.successes, l.failures,
    l.state = 'candidate' and l.successes > 0 and l.fingerprint = $6 as "borneOut"`;

/** Counts a case's outcome for the entries that it consulted, and moves their confidence. Counting twice is not possible. */
export async function settleUses(tx: Tx, found: Case, worked: boolean): Promise<void> {
  const { success, failure, least, most } = confidenceSteps;
  const seconds = Math.max(0, (Date.now() - Date.parse(found.openedAt)) / 1000);
  const settled = await tx.rows<Settled>(settling, [
    ...[tx.tenant, found.id, found.round, worked, found.cause, found.fingerprint, least, most, success, failure, seconds],
  ]);
  if (settled.length === 0) return;
  const rows = settled.map(({ id, before, after }) => ({ id: newId('kbh'), entry_id: id, before: share(before), after: share(after) }));
  await tx.rows(
    `insert into knowledge_confidence (tenant_id, id, entry_id, before, after, reason, actor)
     select $1, id, entry_id, before, after, $3, $4::jsonb from jsonb_to_recordset($2::jsonb) as given (id text, entry_id text, before real, after real)`,
    [tx.tenant, JSON.stringify(rows), `Incident ${found.id} ended`, JSON.stringify(tx.actor)],
  );
  await appendRecord(tx, ...settled.map((entry) => lineOf(found, entry)));
  await release(
    tx,
    settled.filter((entry) => entry.borneOut),
  );
  await bumpGeneration(tx);
}

const lineOf = (found: Case, { id, title, before, after, successes }: Settled) =>
  ({
    incidentId: found.id,
    kind: successes > 0 ? 'knowledge-worked' : 'knowledge-failed',
    stage: 'learn',
    summary: `"${title}" ${successes > 0 ? 'worked' : 'did not work'}; its confidence went from ${share(before)} to ${share(after)}.`,
    detail: { entry: id, before: share(before), after: share(after) },
  }) as const;

/** Brings the candidates into use that the learning settings allow to be; the others go on waiting. */
async function release(tx: Tx, borneOut: readonly { readonly id: string }[]): Promise<void> {
  if (borneOut.length === 0) return;
  const { settings } = await readLearningSettings(tx);
  for (const { id } of borneOut) await activateWhenAllowed(tx, await readEntry(tx, id), settings);
}
