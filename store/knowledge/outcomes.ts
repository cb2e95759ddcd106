import { afterOutcome } from '../../domain/knowledge/confidence.ts';
import type { KnowledgeEntry } from '../../domain/knowledge/types.ts';
import { newId } from '../ids.ts';
import { appendRecord } from '../record.ts';
import type { Tx } from '../tx.ts';
import { activateWhenAllowed } from './changes.ts';
import { readEntry } from './entries.ts';
import { bumpGeneration } from './generation.ts';
import { readLearningSettings } from './learning-settings.ts';
import { share } from './rows.ts';

/** What came of using an entry. */
export interface EntryOutcome {
  readonly success: boolean;
  readonly resolutionSeconds: number | null;
  readonly reason: string;
  readonly incidentId: string | null;
}

async function keepHistory(tx: Tx, entry: KnowledgeEntry, after: number, reason: string): Promise<void> {
  await tx.rows(
    'insert into knowledge_confidence (tenant_id, id, entry_id, before, after, reason, actor) values ($1, $2, $3, $4, $5, $6, $7::jsonb)',
    [tx.tenant, newId('kbh'), entry.id, entry.confidence, after, reason, JSON.stringify(tx.actor)],
  );
}

/** Sets how far an entry is trusted, with the reason. @throws StoreRefusal not-found */
export async function setConfidence(tx: Tx, id: string, confidence: number, reason: string): Promise<KnowledgeEntry> {
  const before = await readEntry(tx, id, 'for update');
  await tx.rows('update knowledge_entry set confidence = $3, version = version + 1, updated_at = now() where tenant_id = $1 and id = $2', [
    tx.tenant,
    id,
    confidence,
  ]);
  await keepHistory(tx, before, confidence, reason);
  await appendRecord(tx, {
    incidentId: null,
    kind: 'knowledge-confidence-set',
    stage: 'learn',
    summary: `${tx.actor.name} set the confidence of "${before.title}" from ${before.confidence} to ${share(confidence)}: ${reason}`,
    detail: { entry: id, before: before.confidence, after: confidence, reason },
  });
  await bumpGeneration(tx);
  return readEntry(tx, id);
}

/**
 * Counts an outcome and moves the confidence by its step. A success releases a candidate, as far as the learning settings
 * allow: an outcome confirms as a person does.
 * @throws StoreRefusal not-found
 */
export async function recordOutcome(tx: Tx, id: string, outcome: EntryOutcome): Promise<KnowledgeEntry> {
  await applyOutcome(tx, id, outcome);
  await bumpGeneration(tx);
  return readEntry(tx, id);
}

/** The same for one of several entries. The caller goes through them in the order of their ids, and bumps the generation at the end. */
export async function applyOutcome(tx: Tx, id: string, { success, resolutionSeconds, reason, incidentId }: EntryOutcome): Promise<void> {
  const before = await readEntry(tx, id, 'for update');
  const after = afterOutcome(before.confidence, success);
  await tx.rows(
    `update knowledge_entry set uses = uses + 1, successes = successes + $3, failures = failures + $4, confidence = $5, last_used_at = now(),
       resolution_seconds = case when $3 = 1 and $6::real is not null
         then (coalesce(resolution_seconds, $6::real) * successes + $6::real) / (successes + 1) else resolution_seconds end
     where tenant_id = $1 and id = $2`,
    [tx.tenant, id, success ? 1 : 0, success ? 0 : 1, after, resolutionSeconds],
  );
  await keepHistory(tx, before, after, reason);
  await appendRecord(tx, {
    incidentId,
    kind: success ? 'knowledge-worked' : 'knowledge-failed',
    stage: 'learn',
    summary: `"${before.title}" ${success ? 'worked' : 'did not work'}; its confidence went from ${before.confidence} to ${after}.`,
    detail: { entry: id, before: before.confidence, after, reason, resolutionSeconds },
  });
  const learned = { ...before, confidence: after, successes: before.successes + (success ? 1 : 0) };
  if (success && before.state === 'candidate') await activateWhenAllowed(tx, learned, (await readLearningSettings(tx)).settings);
}
