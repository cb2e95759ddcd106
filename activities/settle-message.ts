import { assertNever } from '../domain/assert-never.ts';
import { type Action, isClosed } from '../domain/incidents/vocabulary.ts';
import type { Parameters } from '../domain/jobs/types.ts';
import { mayApprove, mayOperate, workflowActor } from '../domain/people/actor.ts';
import type { SettleResult } from '../domain/people/moves.ts';
import { checkParameters } from '../domain/policy/parameter-ladder.ts';
import type { Decision } from '../domain/policy/types.ts';
import { type Case, lockCase } from '../store/cases.ts';
import { closeIncident, patchIncident } from '../store/incidents.ts';
import { learnFromPerson, learnResolution } from '../store/lessons.ts';
import { type Message, readMessage, settleMessageRow, type VerdictPayload } from '../store/messages.ts';
import { readOpenProposal, settleProposal } from '../store/proposals.ts';
import { appendRecord } from '../store/record.ts';
import { StoreRefusal } from '../store/refusal.ts';
import type { Tx } from '../store/tx.ts';
import type { SettleInput } from '../workflows/contract.ts';
import type { ActivityDeps } from './deps.ts';
import { giveUpSubmissions } from './give-up-submissions.ts';

/** Applies a person's move to the case, once: called again it answers with what came of it the first time. */
export async function settleMessage(deps: ActivityDeps, { tenantId, incidentId, messageId }: SettleInput): Promise<SettleResult> {
  const message = await deps.transact(tenantId, workflowActor, (tx) => readMessage(tx, messageId));
  if (message === null || message.incidentId !== incidentId)
    throw new StoreRefusal('not-found', `There is no message ${messageId} in this case`);
  if (message.result !== null) return message.result;
  return deps.transact(tenantId, message.actor, async (tx) => {
    const found = await lockCase(tx, incidentId);
    const settled = (await readMessage(tx, messageId))?.result;
    if (settled) return settled;
    const result = await apply(tx, found, message);
    await settleMessageRow(tx, messageId, result);
    deps.log({ event: 'message-settled', tenantId, incidentId, messageId, kind: message.kind, result: result.kind });
    return result;
  });
}

const refused = (code: string, message: string): SettleResult => ({ kind: 'refused', code, message });

async function apply(tx: Tx, found: Case, message: Message): Promise<SettleResult> {
  if (isClosed(found.status)) return { kind: 'closed', status: found.status };
  const { actor } = message;
  if (!('role' in actor) || !mayOperate(actor.role)) return refused('forbidden', 'Your role does not allow this');
  switch (message.kind) {
    case 'verdict':
      return applyVerdict(tx, found, message.payload, message.id);
    case 'take-over':
      await patchIncident(tx, found.id, {
        status: 'ESCALATED',
        owner: actor.name,
        taken_over_by: actor.name,
        acknowledged_by: actor.name,
        acknowledged_at: new Date().toISOString(),
        proposal_id: null,
        held_reason: null,
      });
      await letGo(tx, found, `${actor.name} took the case over`);
      await appendRecord(tx, {
        incidentId: found.id,
        kind: 'incident-taken-over',
        stage: 'people',
        summary: `${actor.name} took the case over${because(message.payload.reason)}; nothing more is done automatically.`,
      });
      return { kind: 'taken-over' };
    case 'resolve':
    case 'cancel':
    case 'false-positive': {
      const status = { resolve: 'RESOLVED', cancel: 'CANCELLED', 'false-positive': 'FALSE_POSITIVE' } as const;
      await letGo(tx, found, `${actor.name} closed the case`);
      await closeIncident(tx, found.id, status[message.kind], 'human', message.payload.solution ?? message.payload.reason ?? message.kind);
      await appendRecord(tx, {
        incidentId: found.id,
        kind: `incident-${status[message.kind].toLowerCase().replaceAll('_', '-')}`,
        stage: 'people',
        summary: `${actor.name} closed the case as ${status[message.kind]}${because(message.payload.solution ?? message.payload.reason)}.`,
        detail: { ...message.payload },
      });
      if (message.kind === 'resolve') await learnResolution(tx, found, message.payload.solution);
      if (message.kind === 'resolve' && message.payload.cause !== null)
        await learnFromPerson(tx, found, message.payload.cause, message.payload.solution);
      return { kind: 'closed', status: status[message.kind] };
    }
    default:
      return assertNever(message);
  }
}

const because = (reason: string | null): string => (reason === null || reason === '' ? '' : `: ${reason}`);

/** Nothing of the case waits for an answer any more. */
async function letGo(tx: Tx, found: Case, reason: string): Promise<void> {
  await giveUpSubmissions(tx, found, reason);
  const open = await readOpenProposal(tx, found.id);
  if (open !== null) await settleProposal(tx, open.id, { state: 'withdrawn', reason, final: null });
}

/** A verdict counts only for exactly the proposal that the person saw, by a role that may approve, inside the bounds. */
async function applyVerdict(tx: Tx, found: Case, verdict: VerdictPayload, messageId: string): Promise<SettleResult> {
  const { actor } = tx;
  if (!('role' in actor) || !mayApprove(actor.role)) return refused('forbidden', 'Only an approver may decide a proposal');
  const proposal = await readOpenProposal(tx, found.id);
  if (proposal === null || proposal.hash !== verdict.hash) return refused('stale', 'The proposal has changed since you saw it');
  const { decision } = proposal.content;
  const final = finalOf(decision, verdict, found.run.parameters);
  const problems = checkParameters(found.job.tunables, verdict.parameters ?? {});
  if (Object.keys(problems).length > 0)
    return refused(
      'invalid',
      Object.entries(problems)
        .map(([name, problem]) => `${name} ${problem}`)
        .join('; '),
    );
  const states = { approve: 'approved', amend: 'amended', reject: 'rejected', 'other-action': 'other-action' } as const;
  if (!(await settleProposal(tx, proposal.id, { state: states[verdict.verdict], reason: verdict.reason, final })))
    return refused('stale', 'The proposal was decided meanwhile');
  await patchIncident(tx, found.id, { status: 'DECIDED', action: final.action, proposal_id: null, deadline_at: null, owner: actor.name });
  await appendRecord(tx, {
    incidentId: found.id,
    kind: `proposal-${states[verdict.verdict]}`,
    stage: 'approve',
    summary: `${actor.name} ${sentence(verdict, final)}${because(verdict.reason)}.`,
    detail: {
      messageId,
      hash: proposal.hash,
      round: proposal.round,
      proposed: { action: decision.action, parameters: decision.parameters },
      final,
    },
  });
  return { kind: 'verdict', verdict: { verdict: verdict.verdict, action: final.action } };
}

/** What is to be done after a verdict. Another action starts from the parameters of the failed run, not from the proposed ones. */
function finalOf(
  decision: Pick<Decision, 'action' | 'parameters'>,
  verdict: VerdictPayload,
  current: Parameters,
): { action: Action; parameters: Parameters } {
  switch (verdict.verdict) {
    case 'approve':
      return { action: decision.action, parameters: decision.parameters };
    case 'amend':
      return { action: decision.action, parameters: { ...decision.parameters, ...verdict.parameters } };
    case 'reject':
      return { action: 'ESCALATE', parameters: {} };
    case 'other-action':
      return { action: verdict.action ?? 'ESCALATE', parameters: { ...current, ...verdict.parameters } };
  }
}

function sentence(verdict: VerdictPayload, final: { action: Action }): string {
  switch (verdict.verdict) {
    case 'approve':
      return `approved ${final.action}`;
    case 'amend':
      return `approved ${final.action} with ${Object.entries(verdict.parameters ?? {})
        .map(([name, value]) => `${name} ${value}`)
        .join(', ')}`;
    case 'reject':
      return 'rejected the proposal';
    case 'other-action':
      return `chose ${final.action} instead`;
  }
}
