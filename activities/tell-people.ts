import { workflowActor } from '../domain/people/actor.ts';
import { isAutomated, requireAutomated } from '../store/automated-cases.ts';
import { type Case, readCase } from '../store/cases.ts';
import { patchIncident } from '../store/incidents.ts';
import type { EffectivePolicy } from '../store/policies.ts';
import { readPolicy } from '../store/policies.ts';
import { readOpenProposal, settleProposal } from '../store/proposals.ts';
import { appendRecord } from '../store/record.ts';
import type { Tx } from '../store/tx.ts';
import type { ActInput, ActResult } from '../workflows/contract.ts';
import type { ActivityDeps } from './deps.ts';
import { giveUpSubmissions } from './give-up-submissions.ts';
import { sendMail } from './send-mail.ts';

/** Tells the owner (SEND_EMAIL) or hands the case to the on-call people (ESCALATE); both start a wait with a deadline. */
export async function tellPeople(deps: ActivityDeps, input: ActInput, action: 'SEND_EMAIL' | 'ESCALATE'): Promise<ActResult> {
  const { incidentId, round } = input;
  const mail = await sendMail(deps, input, {
    purpose: action === 'ESCALATE' ? 'escalation' : 'owner',
    key: `${incidentId}/${round}/mail:${action === 'ESCALATE' ? 'escalation' : 'owner'}`,
    reminder: 0,
    onClaim: (tx, found) => (action === 'ESCALATE' ? escalate(deps, tx, found, input.note) : begin(tx, found)),
    onSettled: async (tx, found, effect) => {
      if (action === 'SEND_EMAIL' && effect.state !== 'refused') await emailed(deps, tx, found);
    },
  });
  if (action === 'SEND_EMAIL' && mail.state === 'refused') return { kind: 'failed', reason: 'refused' };
  return deps.transact(input.tenantId, workflowActor, async (tx) => {
    const found = await readCase(tx, incidentId);
    const { policy } = await readPolicy(tx, deps.basePolicy, found.job);
    return {
      kind: 'told',
      deadlineAt: found.deadlineAt ?? after(deps, policy.emailedDeadlineMs),
      reminderEveryMs: policy.escalation.reminderEveryMs,
    };
  });
}

const after = (deps: ActivityDeps, ms: number): string => new Date(deps.now().getTime() + ms).toISOString();

const policyOf = (deps: ActivityDeps, tx: Tx, found: Case): Promise<EffectivePolicy> => readPolicy(tx, deps.basePolicy, found.job);

async function begin(tx: Tx, found: Case): Promise<void> {
  requireAutomated(found);
  await patchIncident(tx, found.id, { status: 'ACTING', proposal_id: null });
}

async function emailed(deps: ActivityDeps, tx: Tx, found: Case): Promise<void> {
  if (!isAutomated(found)) return;
  const { policy } = await policyOf(deps, tx, found);
  const deadline = after(deps, policy.emailedDeadlineMs);
  await patchIncident(tx, found.id, { status: 'EMAILED', deadline_at: deadline });
  await appendRecord(tx, {
    incidentId: found.id,
    kind: 'owner-asked',
    stage: 'act',
    summary: `Waits for ${found.job.owner ?? 'the owner'} until ${deadline}; a green run of the job ends the case.`,
    detail: { deadline },
  });
}

/** The case belongs to people from here on. The status changes before the mail goes out, for the mail server may be down for hours. */
async function escalate(deps: ActivityDeps, tx: Tx, found: Case, note: string | undefined): Promise<void> {
  requireAutomated(found);
  const { policy } = await policyOf(deps, tx, found);
  const deadline = after(deps, policy.escalation.deadlineMs);
  const [open] = await Promise.all([readOpenProposal(tx, found.id), giveUpSubmissions(tx, found, 'the case was escalated')]);
  if (open !== null) await settleProposal(tx, open.id, { state: 'withdrawn', reason: 'The case was escalated', final: null });
  const owner = policy.onCall[0] ?? found.job.owner ?? 'on call';
  await patchIncident(tx, found.id, {
    status: 'ESCALATED',
    action: 'ESCALATE',
    risk_tier: 'R0',
    deadline_at: deadline,
    owner,
    proposal_id: null,
    held_reason: null,
  });
  await appendRecord(tx, {
    incidentId: found.id,
    kind: 'incident-escalated',
    stage: 'act',
    summary: `Escalated to ${owner}; needed by ${deadline}.${note === undefined ? '' : ` ${note}`}`,
    detail: { owner, deadline },
  });
}
