import { isClosed } from '../domain/incidents/vocabulary.ts';
import { workflowActor } from '../domain/people/actor.ts';
import { readCase } from '../store/cases.ts';
import { readPolicy } from '../store/policies.ts';
import { advanceProposal, readProposal } from '../store/proposals.ts';
import type { RemindInput, RemindResult } from '../workflows/contract.ts';
import type { ActivityDeps } from './deps.ts';
import { sendMail } from './send-mail.ts';

/** Asks, reminds or re-routes about a proposal, or reminds of an escalation. Does nothing once it is pointless. */
export async function remind(deps: ActivityDeps, input: RemindInput): Promise<RemindResult> {
  if (input.stage === 'escalation-reminder') return remindOfEscalation(deps, input);
  await remindOfProposal(deps, input, input.stage);
  return { everyMs: 0 };
}

async function remindOfProposal(deps: ActivityDeps, input: RemindInput, stage: 'ask' | 'reminder' | 'reroute'): Promise<void> {
  const { tenantId, incidentId, round, revision } = input;
  const proposal = await deps.transact(tenantId, workflowActor, (tx) => readProposal(tx, incidentId, round, revision));
  if (proposal === null || proposal.state !== 'open') return;
  await sendMail(deps, input, {
    purpose: stage === 'ask' ? 'approval-request' : 'approval-reminder',
    key: `${incidentId}/${round}/mail:approval:${revision}:${stage}`,
    reminder: stage === 'ask' ? 0 : stage === 'reminder' ? 1 : 2,
    rerouted: stage === 'reroute',
    onClaim: async (tx, found) => {
      if (stage === 'ask') return;
      const { policy } = await readPolicy(tx, deps.basePolicy, found.job);
      await advanceProposal(
        tx,
        proposal.id,
        stage,
        stage === 'reroute' ? [...new Set([...proposal.asked, ...policy.rerouteTo])] : proposal.asked,
      );
    },
  });
}

/** People who have acknowledged are left alone until the deadline has passed. */
async function remindOfEscalation(deps: ActivityDeps, input: RemindInput): Promise<RemindResult> {
  const { tenantId, incidentId, round, count, runId } = input;
  const { found, everyMs } = await deps.transact(tenantId, workflowActor, async (tx) => {
    const current = await readCase(tx, incidentId);
    return { found: current, everyMs: (await readPolicy(tx, deps.basePolicy, current.job)).policy.escalation.reminderEveryMs };
  });
  const overdue = found.deadlineAt !== null && Date.parse(found.deadlineAt) <= deps.now().getTime();
  if (!isClosed(found.status) && (found.acknowledgedAt === null || overdue))
    await sendMail(deps, input, {
      purpose: 'escalation-reminder',
      key: `${incidentId}/${round}/mail:escalation-reminder:${runId === undefined ? '' : `${runId}:`}${count}`,
      reminder: count,
    });
  return { everyMs };
}
