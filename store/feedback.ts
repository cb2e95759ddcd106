import { type Action, type Cause, isClosed, type Origin } from '../domain/incidents/vocabulary.ts';
import type { Actor } from '../domain/people/actor.ts';
import type { SettleResult } from '../domain/people/moves.ts';
import { redact } from '../domain/text/redact.ts';
import { type Case, lockCase, readCase } from './cases.ts';
import { keepCorrection } from './corrections.ts';
import { readDiagnosis, readEvidence } from './diagnoses.ts';
import { newId } from './ids.ts';
import { closeIncident, type IncidentPatch, patchIncident } from './incidents.ts';
import { saveMessage, settleMessageRow } from './messages.ts';
import { appendRecord } from './record.ts';
import { StoreRefusal } from './refusal.ts';
import type { Tx } from './tx.ts';
import { iso } from './values.ts';

export const feedbackKinds = [
  'comment',
  'correction',
  'correct',
  'wrong_category',
  'wrong_action',
  'outcome_success',
  'outcome_failure',
  'false-positive',
] as const;
export type FeedbackKind = (typeof feedbackKinds)[number];

/** What a person says about a case. */
export interface Feedback {
  readonly id: string;
  readonly kind: FeedbackKind;
  readonly body: Readonly<Record<string, unknown>>;
  readonly actor: Actor;
  readonly at: string;
}

interface FeedbackRow {
  id: string;
  kind: FeedbackKind;
  body: Record<string, unknown>;
  actor: Actor;
  at: string;
}
const toFeedback = (row: FeedbackRow): Feedback => ({ id: row.id, kind: row.kind, body: row.body, actor: row.actor, at: iso(row.at) });

/** Everything people said about a case, oldest first. */
export const listFeedback = async (tx: Tx, incidentId: string): Promise<readonly Feedback[]> =>
  (
    await tx.rows<FeedbackRow>('select id, kind, body, actor, at from feedback where tenant_id = $1 and incident_id = $2 order by at, id', [
      tx.tenant,
      incidentId,
    ])
  ).map(toFeedback);

/** Stores what somebody said; the caller appends the line of the record. */
export async function insertFeedback(
  tx: Tx,
  incidentId: string,
  kind: FeedbackKind,
  body: Readonly<Record<string, unknown>>,
): Promise<Feedback> {
  const row = await tx.one<FeedbackRow>(
    'insert into feedback (tenant_id, id, incident_id, kind, body, actor) values ($1, $2, $3, $4, $5::jsonb, $6::jsonb) returning id, kind, body, actor, at',
    [tx.tenant, newId('fb'), incidentId, kind, JSON.stringify(body), JSON.stringify(tx.actor)],
  );
  return toFeedback(row);
}

/** Adds a comment to a case, open or closed. */
export async function addComment(tx: Tx, incidentId: string, text: string): Promise<Feedback> {
  await readCase(tx, incidentId);
  const feedback = await insertFeedback(tx, incidentId, 'comment', { text });
  await appendRecord(tx, {
    incidentId,
    kind: 'comment-added',
    stage: 'people',
    summary: `${tx.actor.name}: ${text.slice(0, 500)}`,
    detail: { feedbackId: feedback.id, text },
  });
  return feedback;
}

/** Rates what Nightshift did. */
export async function addFeedback(
  tx: Tx,
  incidentId: string,
  input: {
    readonly kind: FeedbackKind;
    readonly speedRating: number | null;
    readonly effectivenessRating: number | null;
    readonly comment: string | null;
  },
): Promise<Feedback> {
  await readCase(tx, incidentId);
  const { kind, ...body } = input;
  const feedback = await insertFeedback(tx, incidentId, kind, body);
  await appendRecord(tx, {
    incidentId,
    kind: 'feedback-given',
    stage: 'learn',
    summary: `${tx.actor.name} gave feedback: ${kind.replaceAll('_', ' ')}${input.comment === null ? '' : ` (${input.comment.slice(0, 300)})`}.`,
    detail: { feedbackId: feedback.id, kind, ...body },
  });
  return feedback;
}

/** Changes what the case's failure means: for this case, from now on for every failure with the same fingerprint, and as an example for those like it. */
export async function correctDiagnosis(
  tx: Tx,
  incidentId: string,
  input: {
    readonly cause: Cause | null;
    readonly origin: Origin | null;
    readonly action: Action | null;
    readonly reason: string;
    /** Values that must never be stored. */
    readonly secrets?: readonly string[];
  },
): Promise<Feedback> {
  const found = await lockCase(tx, incidentId);
  const [diagnosis, evidence] = await Promise.all([readDiagnosis(tx, incidentId, found.round), readEvidence(tx, incidentId, found.round)]);
  const { fingerprint } = found;
  if (fingerprint === null || found.cause === null || found.origin === null)
    throw new StoreRefusal('conflict', 'The case has no diagnosis yet that could be corrected');
  const before = { cause: found.cause, origin: found.origin, action: diagnosis?.proposedAction ?? found.action ?? 'ESCALATE' };
  const after = { cause: input.cause ?? before.cause, origin: input.origin ?? before.origin, action: input.action ?? before.action };
  const reason = redact(input.reason, input.secrets ?? []);
  const rootLine = diagnosis?.rootLine ?? '';
  const correctionId = await keepCorrection(
    tx,
    {
      ...{ source: 'case', incidentId, fingerprint, platform: found.job.platform, rootLine, before, after, reason },
      text: evidence.find((piece) => piece.kind === 'error')?.content || rootLine,
      person: tx.actor.name,
      importKey: null,
    },
    input.secrets,
  );
  await patchIncident(tx, incidentId, { cause: after.cause, origin: after.origin, method: 'human', confidence: 1 });
  const feedback = await insertFeedback(tx, incidentId, 'correction', { before, after, reason, fingerprint });
  await appendRecord(tx, {
    incidentId,
    kind: 'diagnosis-corrected',
    stage: 'learn',
    summary: `${tx.actor.name} corrected the diagnosis: ${differences(before, after)}. ${reason}`,
    detail: { feedbackId: feedback.id, correctionId, before, after, reason, fingerprint },
  });
  return feedback;
}

function differences(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string {
  const changed = Object.keys(before).filter((name) => before[name] !== after[name]);
  return changed.length === 0 ? 'confirmed as it was' : changed.map((name) => `${name} ${before[name]} → ${after[name]}`).join(', ');
}

/** Marks a case that has ended already as a false positive. @returns the move's id; null when the case is still open */
export async function markClosedCaseFalsePositive(tx: Tx, incidentId: string, reason: string | null): Promise<string | null> {
  const found = await lockCase(tx, incidentId);
  if (!isClosed(found.status)) return null;
  if (found.status === 'FALSE_POSITIVE')
    throw new StoreRefusal('closed', 'The incident is marked as a false positive already', { status: found.status });
  await closeIncident(tx, incidentId, 'FALSE_POSITIVE', 'human', reason ?? 'false positive');
  await insertFeedback(tx, incidentId, 'false-positive', { reason, before: found.status });
  await appendRecord(tx, {
    incidentId,
    kind: 'incident-false-positive',
    stage: 'people',
    summary: `${tx.actor.name} marked the closed case as a false positive${reason === null ? '' : `: ${reason}`}.`,
    detail: { before: found.status, reason },
  });
  const messageId = await saveMessage(tx, incidentId, 'false-positive', { reason, solution: null, cause: null });
  await settleMessageRow(tx, messageId, { kind: 'closed', status: 'FALSE_POSITIVE' } satisfies SettleResult);
  return messageId;
}

/** Changes what a person may change about a case by hand; null values are left as they are. */
export async function updateIncident(tx: Tx, incidentId: string, input: Pick<IncidentPatch, 'severity' | 'owner'>): Promise<Case> {
  const found = await lockCase(tx, incidentId);
  const changes = [
    ...(input.severity === undefined || input.severity === found.severity
      ? []
      : [{ name: 'severity', before: found.severity, after: input.severity }]),
    ...(input.owner === undefined || input.owner === found.owner ? [] : [{ name: 'owner', before: found.owner, after: input.owner }]),
  ];
  if (changes.length === 0) return found;
  await patchIncident(tx, incidentId, Object.fromEntries(changes.map((change) => [change.name, change.after])));
  await appendRecord(tx, {
    incidentId,
    kind: 'incident-updated',
    stage: 'people',
    detail: { changes },
    summary: `${tx.actor.name} changed ${changes.map((change) => `${change.name} from ${change.before ?? 'nobody'} to ${change.after ?? 'nobody'}`).join(', ')}.`,
  });
  return readCase(tx, incidentId);
}
