import type { Connector } from '../connectors/contract.ts';
import { contentHash } from '../domain/canonical.ts';
import type { Action } from '../domain/incidents/vocabulary.ts';
import type { RunIdentity } from '../domain/jobs/types.ts';
import { type BreakerHistory, breakerState } from '../domain/policy/breaker.ts';
import { parameterChanges } from '../domain/policy/parameter-ladder.ts';
import type { Decision, Policy } from '../domain/policy/types.ts';
import { requireAutomated } from '../store/automated-cases.ts';
import { type Case } from '../store/cases.ts';
import { readDecision } from '../store/decisions.ts';
import type { Effect } from '../store/effects.ts';
import { patchIncident } from '../store/incidents.ts';
import { stillMayApprove } from '../store/people.ts';
import { holdClaims, readPolicy, readSwitch } from '../store/policies.ts';
import { readProposal } from '../store/proposals.ts';
import { StoreRefusal } from '../store/refusal.ts';
import { registerSubmission } from '../store/runs.ts';
import { automaticSubmissionsLastHour, countSubmission } from '../store/submission-minutes.ts';
import type { Tx } from '../store/tx.ts';
import type { ActInput, ActResult } from '../workflows/contract.ts';
import type { ActivityDeps } from './deps.ts';
import type { Claim } from './effect-plan.ts';
import { readPolicyAndBreaker } from './read-policy-and-breaker.ts';

/** Why nothing is started. `held` waits for the switch over all automation, or for the end of a freeze. */
export type Declined = { readonly held: string } | Extract<ActResult, { kind: 'ask' | 'failed' }>;

/** What is kept with the claim, and sent. */
export interface SubmissionRequest {
  readonly parameters: Decision['parameters'];
  readonly changes: Decision['changes'];
  readonly attempt: number;
  readonly action: Action;
  /** Tell the owner that the run is tried again. */
  readonly notice: boolean;
  /** What is done again. Kept with the claim, for by a second look the case's current run is the new one. */
  readonly failedRun?: RunIdentity;
}

/** @throws StoreRefusal where nothing can be started */
export function connectorOf(deps: ActivityDeps, platform: string): Connector {
  const connector = deps.connectors.get(platform);
  if (connector === undefined || !connector.capabilities.submits)
    throw new StoreRefusal('invalid', `Nothing can be submitted to ${platform}`);
  return connector;
}

/** The last look before the run is started: everything that may have changed since the decision. */
export async function claimSubmission(
  deps: ActivityDeps,
  tx: Tx,
  found: Case,
  input: ActInput,
  key: string,
): Promise<Claim | { declined: Declined }> {
  requireAutomated(found);
  // People have it: a workflow that was started anew before they were told must not act on what its predecessor gave up.
  if (found.status === 'ESCALATED') return { declined: { kind: 'failed', reason: 'limit' } };
  const [, stop, { effective, breaker }, planned, hour] = await Promise.all([
    holdClaims(tx),
    readSwitch(tx),
    readPolicyAndBreaker(deps, tx, found.job),
    plannedRun(tx, input),
    automaticSubmissionsLastHour(tx),
  ]);
  if (stop.stopped) return { declined: await hold(tx, found, 'all automation is stopped') };
  if (planned.kind === 'ask') return { declined: planned };
  const { policy } = effective;
  const refusal = limits(found, policy, {
    submissionsLastHour: hour,
    breaker,
    repeat: input.repeat,
    approved: planned.approved,
    now: deps.now(),
  });
  if (refusal !== null) return { declined: refusal };
  const { platform, jobKey, runKey, try: number } = found.run;
  const failedRun = { platform, jobKey, runKey, try: number };
  const attempt = found.attempts + (input.repeat === 0 ? 1 : 0);
  const expected = connectorOf(deps, found.job.platform).expectedRun?.({ jobKey: found.job.jobKey, key, failedRun }) ?? null;
  const changes = parameterChanges(found.run.parameters, planned.parameters, found.job.tunables);
  const request: SubmissionRequest = {
    parameters: planned.parameters,
    changes,
    attempt,
    action: input.action,
    notice: policy.mailOnRetry,
    failedRun,
  };
  const registered = Promise.all([
    planned.approved ? undefined : countSubmission(tx),
    registerSubmission(tx, found, { key, attempt, parameters: planned.parameters, expected }),
    patchIncident(tx, found.id, {
      status: 'RETRYING',
      attempts: attempt,
      held_reason: null,
      proposal_id: null,
      deadline_at: null,
      ...(input.repeat === 0 ? { actions: found.actions + 1 } : {}),
    }),
  ]);
  return { target: found.job.id, request: { ...request }, automatic: !planned.approved, registered };
}

/**
 * The look before a send that does not follow its claim at once: whoever stops all automation, takes the case or freezes changes meanwhile
 * stops what was claimed as well.
 */
export async function holdSubmission(
  deps: ActivityDeps,
  tx: Tx,
  found: Case,
  input: ActInput,
  { automatic }: Effect,
): Promise<Declined | null> {
  requireAutomated(found);
  const [, stop, { policy }] = await Promise.all([holdClaims(tx), readSwitch(tx), readPolicy(tx, deps.basePolicy, found.job)]);
  if (stop.stopped) return hold(tx, found, 'all automation is stopped');
  if (automatic && input.repeat === 0 && isFrozen(policy, deps.now())) return hold(tx, found, 'changes are frozen');
  await patchIncident(tx, found.id, { held_reason: null });
  return null;
}

async function hold(tx: Tx, found: Case, reason: string): Promise<Declined> {
  await patchIncident(tx, found.id, { held_reason: reason });
  return { held: reason };
}

type Planned =
  | { readonly kind: 'run'; readonly parameters: Decision['parameters']; readonly approved: boolean }
  | { readonly kind: 'ask'; readonly because: 'policy' };

/** The decision or, where a person was asked, exactly what that person approved; their right to approve is looked up again. */
async function plannedRun(tx: Tx, { incidentId, round, revision }: ActInput): Promise<Planned> {
  const [decision, proposal] = await Promise.all([
    readDecision(tx, incidentId, round, revision),
    readProposal(tx, incidentId, round, revision),
  ]);
  if (decision === null) throw new StoreRefusal('not-found', `Round ${round} has no decision`);
  if (proposal === null) {
    if (decision.approval.length > 0) throw new StoreRefusal('invalid', 'The decision needs an approval and has no proposal');
    return { kind: 'run', parameters: decision.parameters, approved: false };
  }
  const { final, decidedBy } = proposal;
  if (
    contentHash(proposal.content) !== proposal.hash ||
    final === null ||
    decidedBy === null ||
    !['approved', 'amended', 'other-action'].includes(proposal.state)
  )
    throw new StoreRefusal('invalid', 'The proposal is not approved as it stands');
  return (await stillMayApprove(tx, decidedBy))
    ? { kind: 'run', parameters: final.parameters, approved: true }
    : { kind: 'ask', because: 'policy' };
}

const isFrozen = ({ freezeWindows }: Policy, now: Date): boolean =>
  freezeWindows.some((window) => Date.parse(window.from) <= now.getTime() && now.getTime() < Date.parse(window.until));

/** Four separate limits. What a person approved passes the hourly limit, the breaker and the freeze, never the limits of the case. */
function limits(
  found: Case,
  policy: Policy,
  at: {
    readonly submissionsLastHour: number;
    readonly breaker: BreakerHistory;
    readonly repeat: number;
    readonly approved: boolean;
    readonly now: Date;
  },
): Extract<Declined, { kind: string }> | null {
  const { repeat, now } = at;
  if (repeat === 0 && (found.attempts >= policy.maxResubmissionsPerRun || found.actions >= policy.maxActionsPerIncident))
    return { kind: 'failed', reason: 'limit' };
  if (at.approved || repeat > 0) return null;
  if (isFrozen(policy, now)) return { kind: 'ask', because: 'freeze-window' };
  if (at.submissionsLastHour >= policy.maxAutomaticSubmissionsPerHour) return { kind: 'ask', because: 'hourly-limit' };
  const breaker = breakerState(at.breaker, policy.breaker, now.toISOString());
  return breaker.kind === 'open' ? { kind: 'ask', because: 'breaker-open' } : null;
}
