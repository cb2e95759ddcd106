import { type Feedback, type FeedbackKind, insertFeedback } from './feedback.ts';
import { bumpGeneration } from './knowledge/generation.ts';
import { applyOutcome } from './knowledge/outcomes.ts';
import { appendRecord } from './record.ts';
import { StoreRefusal } from './refusal.ts';
import type { Tx } from './tx.ts';

/** What somebody reports of a decision and what came of it. Null is not told. */
export interface OutcomeFeedback {
  readonly kind: FeedbackKind;
  readonly incidentId: string | null;
  readonly decisionId: string | null;
  readonly originalDecision: string | null;
  readonly actualOutcome: string | null;
  readonly actionTaken: string | null;
  readonly outcome: 'success' | 'failure' | null;
  readonly resolutionSeconds: number | null;
  /** Whether the knowledge that the decision rested on is to be trusted more or less for it. */
  readonly updateConfidence: boolean;
  readonly speedRating: number | null;
  readonly effectivenessRating: number | null;
  readonly comment: string | null;
}

/** Names one decision of a case. */
export const decisionId = (incidentId: string, { round, revision }: { readonly round: number; readonly revision: number }): string =>
  `${incidentId}:${round}:${revision}`;

interface Decided {
  incident_id: string;
  round: number;
  revision: number;
  action: string;
}

/** By its own id, or by that of the proposal that it became. @throws StoreRefusal not-found */
async function findDecision(tx: Tx, id: string): Promise<Decided> {
  const [incident = '', round = '', revision = ''] = id.split(':');
  const numbers = /^\d{1,6}$/.test(round) && /^\d{1,6}$/.test(revision);
  const found = numbers
    ? await tx.maybe<Decided>(
        `select incident_id, round, revision, body->>'action' as action from decision where tenant_id = $1 and incident_id = $2 and round = $3 and revision = $4`,
        [tx.tenant, incident, Number(round), Number(revision)],
      )
    : await tx.maybe<Decided>(
        `select d.incident_id, d.round, d.revision, d.body->>'action' as action from proposal p
         join decision d on d.tenant_id = p.tenant_id and d.incident_id = p.incident_id and d.round = p.round and d.revision = p.revision
         where p.tenant_id = $1 and p.id = $2`,
        [tx.tenant, id],
      );
  if (found === null) throw new StoreRefusal('not-found', `There is no decision ${id}`, { decision_id: 'is not known' });
  return found;
}

/** The newest decision of a case, or null where none was made. @throws StoreRefusal not-found */
async function lastDecision(tx: Tx, incidentId: string): Promise<{ incident_id: string } & Partial<Decided>> {
  const found = await tx.maybe<Decided>(
    `select i.id as incident_id, d.round, d.revision, d.body->>'action' as action from incident i
     left join decision d on d.tenant_id = i.tenant_id and d.incident_id = i.id where i.tenant_id = $1 and i.id = $2
     order by d.round desc nulls last, d.revision desc nulls last limit 1`,
    [tx.tenant, incidentId],
  );
  if (found === null) throw new StoreRefusal('not-found', `There is no incident ${incidentId}`, { incident_id: 'is not known' });
  return found;
}

/** The knowledge entry that the diagnosis of a round rested on. */
async function entryBehind(tx: Tx, incidentId: string): Promise<string | null> {
  const row = await tx.maybe<{ entry: string | null }>(
    `select e.id as entry from diagnosis d
     join knowledge_entry e on e.tenant_id = d.tenant_id
       and e.id = jsonb_path_query_first(d.body, '$.stages[*] ? (@.stage == "knowledge" && @.outcome == "answered").source') #>> '{}'
     where d.tenant_id = $1 and d.incident_id = $2 and d.method = 'knowledge' order by d.round desc limit 1`,
    [tx.tenant, incidentId],
  );
  return row?.entry ?? null;
}

async function moveConfidence(tx: Tx, incidentId: string, given: OutcomeFeedback): Promise<string | null> {
  if (!given.updateConfidence || given.outcome === null) return null;
  const entry = await entryBehind(tx, incidentId);
  if (entry === null) return null;
  await applyOutcome(tx, entry, {
    success: given.outcome === 'success',
    resolutionSeconds: given.resolutionSeconds,
    reason: given.comment ?? `${tx.actor.name} reported the outcome`,
    incidentId,
  });
  await bumpGeneration(tx);
  return entry;
}

/** Keeps what somebody reports of a decision. @throws StoreRefusal not-found */
export async function giveFeedback(tx: Tx, given: OutcomeFeedback): Promise<Feedback & { readonly incidentId: string }> {
  const decided = given.decisionId === null ? await lastDecision(tx, given.incidentId ?? '') : await findDecision(tx, given.decisionId);
  const incidentId = decided.incident_id;
  if (given.incidentId !== null && given.incidentId !== incidentId)
    throw new StoreRefusal('invalid', 'decision_id is of another incident', { decision_id: `is of ${incidentId}` });
  const entry = await moveConfidence(tx, incidentId, given);
  const { kind, incidentId: _, decisionId: __, ...said } = given;
  const decision = decided.round === undefined || decided.round === null ? null : decisionId(incidentId, decided as Decided);
  const body = { ...said, decisionId: decision, originalDecision: given.originalDecision ?? decided.action ?? null, knowledgeEntry: entry };
  const feedback = await insertFeedback(tx, incidentId, kind, body);
  await appendRecord(tx, {
    incidentId,
    kind: 'feedback-given',
    stage: 'learn',
    summary: `${tx.actor.name} gave feedback: ${kind.replaceAll(/[-_]/g, ' ')}${given.comment === null ? '' : ` (${given.comment.slice(0, 300)})`}.`,
    detail: { feedbackId: feedback.id, kind, ...body },
  });
  return { ...feedback, incidentId };
}
