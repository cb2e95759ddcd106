import type { Decision } from '../domain/policy/types.ts';
import type { Kept } from './case-change.ts';
import type { Case } from './cases.ts';
import { type FreshProposal, keepProposal, type Waits } from './proposals.ts';
import type { DecisionContext } from './reads/decision-context.ts';
import { stepKey } from './record.ts';
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

interface FreshDecision {
  readonly round: number;
  readonly revision: number;
  readonly decision: Decision;
  /** When people are asked again; for a decision that needs approval. */
  readonly waits: Waits | null;
  readonly asked: readonly string[];
  readonly evidenceDigest: string;
  /** What was going on around it. */
  readonly context?: DecisionContext;
}

/** Starts to store a decision, and its proposal where a person has to be asked. */
export function keepDecision(tx: Tx, found: Case, input: FreshDecision): Kept & { readonly proposal: FreshProposal | null } {
  const { round, revision, decision, waits } = input;
  const proposal = decision.approval.length > 0 && !decision.shadow && waits !== null ? keepProposal(tx, found, { ...input, waits }) : null;
  const stored = tx.rows(
    'insert into decision (tenant_id, incident_id, round, revision, body, policy_version) values ($1, $2, $3, $4, $5::jsonb, $6)',
    [tx.tenant, found.id, round, revision, JSON.stringify(decision), decision.policyVersion],
  );
  const { action, riskTier, confidence, changes, approval, policyVersion, notBefore, shadow } = decision;
  return {
    proposal,
    stored: Promise.all([proposal?.stored, stored]),
    change: {
      patch: {
        status: proposal === null ? 'DECIDED' : 'AWAITING_APPROVAL',
        action,
        risk_tier: riskTier,
        proposal_id: proposal?.id ?? null,
        deadline_at: proposal?.waits.expiresAt ?? null,
        held_reason: null,
      },
      lines: [
        {
          incidentId: found.id,
          kind: 'decision-made',
          stage: 'decide',
          stepKey: stepKey(found.id, round, `decide:${revision}`),
          summary: `${shadow ? 'Shadow: would ' : ''}${action}${proposal === null ? '' : ', after approval'}. ${decision.reason}`,
          detail: {
            ...{ round, revision, action, riskTier, confidence, changes, approval, policyVersion, notBefore, shadow },
            context: input.context ?? null,
          },
        },
      ],
    },
  };
}
