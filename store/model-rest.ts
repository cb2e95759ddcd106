import type { ModelOutcome } from '../domain/model/types.ts';
import type { Tx } from './tx.ts';

/** Ends that say something of the endpoint, not of the single question. */
const troubles: readonly ModelOutcome[] = ['timeout', 'unreachable', 'failed', 'unauthorised', 'quota', 'rate-limited', 'rejected'];
const troublesInARow = 5;
const restMinutes = 2;

/**
 * Why the model is left alone at the moment; null when it may be asked. Five troubles in a row give it a rest of two minutes, then one question probes.
 */
export async function modelRests(tx: Tx): Promise<string | null> {
  const rows = await tx.rows<{ outcome: ModelOutcome | null; resting: boolean; running: boolean }>(
    `select outcome, coalesce(settled_at, at) > now() - make_interval(mins => $2) as resting, outcome is null and at > now() - interval '5 minutes' as running
     from model_call where tenant_id = $1 order by at desc, id desc limit $3`,
    [tx.tenant, restMinutes, troublesInARow + 1],
  );
  const ended = rows.filter((row) => row.outcome !== null && row.outcome !== 'cancelled').slice(0, troublesInARow);
  if (ended.length < troublesInARow || ended.some((row) => row.outcome !== null && !troubles.includes(row.outcome))) return null;
  const probing = rows.some((row) => row.running);
  if (ended[0]?.resting !== true && !probing) return null;
  return `The last ${troublesInARow} questions to the model failed; it is left alone for ${restMinutes} minutes.`;
}
