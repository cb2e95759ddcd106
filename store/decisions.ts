import type { Decision } from '../domain/policy/types.ts';
import type { Case } from './cases.ts';
import { patchIncident } from './incidents.ts';
import { saveProposal } from './proposals.ts';
import type { DecisionContext } from './reads/decision-context.ts';
import { appendRecord, stepKey } from './record.ts';
import type { Tx } from './tx.ts';

export async function readDecision(tx: Tx, incidentId: string, round: number, revision: number): Promise<Decision | null> {
  const row = await tx.maybe<{ body: Decision }>(
    'select body from decision where tenant_id = $1 and incident_id = $2 and round = $3 and revision = $4',
    [tx.tenant, incidentId, round, revision],
  );
  return row?.body ?? null;
}

/** Where the newest decision of a case stands; null before the first one. */
export const latestRevision = async (tx: Tx, incidentId: string, round: number): Promise<number> =>
  (
    await tx.one<{ revision: number | null }>(
      'select max(revision) as revision from decision where tenant_id = $1 and incident_id = $2 and round = $3',
      [tx.tenant, incidentId, round],
    )
  ).revision ?? 1;

/** Stores a decision, its proposal where a person has to be asked, and the projection. */
export async function saveDecision(
  tx: Tx,
  found: Case,
  input: {
    readonly round: number;
    readonly revision: number;
    readonly decision: Decision;
    readonly waits: { readonly reminderAt: string; readonly rerouteAt: string; readonly expiresAt: string } | null;
    readonly asked: readonly string[];
    readonly evidenceDigest: string;
    /** What was going on around it. */
    readonly context?: DecisionContext;
  },
): Promise<void> {
  const { round, revision, decision } = input;
  const asks = decision.approval.length > 0 && !decision.shadow;
  const proposalId = asks && input.waits !== null ? await saveProposal(tx, found, { ...input, waits: input.waits }) : null;
  const stored = tx.rows(
    'insert into decision (tenant_id, incident_id, round, revision, body, policy_version) values ($1, $2, $3, $4, $5::jsonb, $6)',
    [tx.tenant, found.id, round, revision, JSON.stringify(decision), decision.policyVersion],
  );
  const projected = patchIncident(tx, found.id, {
    status: asks ? 'AWAITING_APPROVAL' : 'DECIDED',
    action: decision.action,
    risk_tier: decision.riskTier,
    proposal_id: proposalId,
    deadline_at: asks ? (input.waits?.expiresAt ?? null) : null,
    held_reason: null,
  });
  const recorded = appendRecord(tx, {
    incidentId: found.id,
    kind: 'decision-made',
    stage: 'decide',
    stepKey: stepKey(found.id, round, `decide:${revision}`),
    summary: `${decision.shadow ? 'Shadow: would ' : ''}${decision.action}${asks ? ', after approval' : ''}. ${decision.reason}`,
    detail: {
      round,
      revision,
      action: decision.action,
      riskTier: decision.riskTier,
      confidence: decision.confidence,
      changes: decision.changes,
      approval: decision.approval,
      policyVersion: decision.policyVersion,
      notBefore: decision.notBefore,
      shadow: decision.shadow,
      context: input.context ?? null,
    },
  });
  await Promise.all([stored, projected, recorded]);
}
