import type { Connector } from '../connectors/contract.ts';
import { contentHash } from '../domain/canonical.ts';
import type { Action } from '../domain/incidents/vocabulary.ts';
import type { RunIdentity } from '../domain/jobs/types.ts';
import { type BreakerHistory, breakerState } from '../domain/policy/breaker.ts';
import { parameterChanges } from '../domain/policy/parameter-ladder.ts';
import type { Decision, Policy } from '../domain/policy/types.ts';
import { type Case, requireAutomated } from '../store/cases.ts';
import { readDecision } from '../store/decisions.ts';
import type { Effect } from '../store/effects.ts';
import { patchIncident } from '../store/incidents.ts';
import { stillMayApprove } from '../store/people.ts';
import { readSwitch } from '../store/policies.ts';
import { readProposal } from '../store/proposals.ts';
import { StoreRefusal } from '../store/refusal.ts';
import { nameSubmission, registerSubmission } from '../store/runs.ts';
import { automaticSubmissionsLastHour, countSubmission, uncountSubmission } from '../store/submission-minutes.ts';
import type { Tx } from '../store/tx.ts';
import type { ActInput, ActResult, StartedRun } from '../workflows/contract.ts';
import type { ActivityDeps } from './deps.ts';
import { type Claim, perform, recordEffect } from './perform.ts';
import { readPolicyAndBreaker } from './read-policy-and-breaker.ts';
import { sendMail } from './send-mail.ts';
import { submissionKey } from './submission-key.ts';
import { notYet } from './to-failure.ts';

type Declined = { readonly held: string } | Extract<ActResult, { kind: 'ask' | 'failed' }>;

interface SubmissionRequest {
  readonly parameters: Decision['parameters'];
  readonly changes: Decision['changes'];
  readonly attempt: number;
  readonly action: Action;
  /** Tell the owner that the run is tried again. */
  readonly notice: boolean;
  /** What is done again. Kept with the claim, for by a second look the case's current run is the new one. */
  readonly failedRun?: RunIdentity;
}
const requestOf = (effect: Effect): SubmissionRequest => effect.request as unknown as SubmissionRequest;
const failedRunOf = (effect: Effect) => {
  const { failedRun } = requestOf(effect);
  return failedRun === undefined ? {} : { failedRun };
};
const runOf = ({ externalId, response, claimedAt }: Effect, { platform, jobKey }: Case['job']): StartedRun => ({
  platform,
  jobKey,
  runKey: externalId ?? '',
  try: (response as { readonly try?: number | null } | null)?.try ?? null,
  startedAt: claimedAt,
});
const asReply = (run: RunIdentity) => ({ externalId: run.runKey, response: { run: run.runKey, try: run.try } });

/** Starts the run again on its platform, exactly once for a round. */
export async function submitRun(deps: ActivityDeps, input: ActInput): Promise<ActResult> {
  const key = submissionKey(input, input.repeat);
  const done = await perform<Declined>(deps, {
    at: input,
    key,
    kind: 'submission',
    claim: (tx, found) => claimSubmission(deps, tx, found, input, key),
    lookUp: async (effect, { job }) => {
      const connector = connectorOf(deps, job.platform);
      if (!connector.capabilities.findsSubmissions) return connector.capabilities.submitIsIdempotent ? null : 'cannot-ask';
      const run = await connector.findSubmission({ jobKey: job.jobKey, key, ...failedRunOf(effect) });
      return run === null ? null : asReply(run);
    },
    send: async (effect, { job }) => {
      const { parameters } = requestOf(effect);
      return asReply(await connectorOf(deps, job.platform).submit({ jobKey: job.jobKey, parameters, key, ...failedRunOf(effect) }));
    },
    confirming: (tx, { job }, { externalId, response }) =>
      nameSubmission(tx, key, {
        platform: job.platform,
        jobKey: job.jobKey,
        runKey: externalId,
        try: (response as { readonly try?: number | null }).try ?? null,
      }),
    settled: async (tx, { job }, effect) => {
      await tx.finish([recordEffect(tx, effect, summaryOf(effect, job)), effect.state === 'refused' && uncountSubmission(tx, key)]);
    },
  });
  if (done.kind === 'declined') {
    if ('held' in done.declined) throw notYet('held', done.declined.held, 5_000);
    return done.declined;
  }
  if (done.effect.state === 'refused') return { kind: 'failed', reason: 'refused' };
  if (done.effect.state !== 'confirmed') return { kind: 'failed', reason: 'unknown-outcome' };
  if (requestOf(done.effect).notice)
    await sendMail(deps, input, { purpose: 'retry-notice', key: `${input.incidentId}/${input.round}/mail:retry-notice`, reminder: 0 });
  return { kind: 'submitted', run: runOf(done.effect, done.job) };
}

function connectorOf(deps: ActivityDeps, platform: string): Connector {
  const connector = deps.connectors.get(platform);
  if (connector === undefined || !connector.capabilities.submits)
    throw new StoreRefusal('invalid', `Nothing can be submitted to ${platform}`);
  return connector;
}

/** The last look before the run is started: everything that may have changed since the decision. */
async function claimSubmission(
  deps: ActivityDeps,
  tx: Tx,
  found: Case,
  input: ActInput,
  key: string,
): Promise<Claim | { declined: Declined }> {
  requireAutomated(found);
  const [, stop, { effective, breaker }, planned, hour] = await Promise.all([
    // One claim of a tenant at a time, or two could each see the last free place under a limit. What follows is read once it is held.
    tx.rows('select pg_advisory_xact_lock(hashtext($1))', [`nightshift-claims/${tx.tenant}`]),
    readSwitch(tx),
    readPolicyAndBreaker(deps, tx, found.job),
    plannedRun(tx, input),
    automaticSubmissionsLastHour(tx),
  ]);
  if (stop.stopped) {
    await patchIncident(tx, found.id, { held_reason: 'all automation is stopped' });
    return { declined: { held: 'All automation is stopped' } };
  }
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
  if (policy.freezeWindows.some((window) => Date.parse(window.from) <= now.getTime() && now.getTime() < Date.parse(window.until)))
    return { kind: 'ask', because: 'freeze-window' };
  if (at.submissionsLastHour >= policy.maxAutomaticSubmissionsPerHour) return { kind: 'ask', because: 'hourly-limit' };
  const breaker = breakerState(at.breaker, policy.breaker, now.toISOString());
  return breaker.kind === 'open' ? { kind: 'ask', because: 'breaker-open' } : null;
}

function summaryOf(effect: Effect, job: Case['job']): { kind: string; summary: string; detail: Record<string, unknown> } {
  const { attempt, changes } = requestOf(effect);
  const diff = changes
    .map((change) => `${change.name} ${change.before ?? 'unset'} → ${change.after}${change.unit === null ? '' : ` ${change.unit}`}`)
    .join(', ');
  const detail = { attempt, changes, run: effect.externalId };
  if (effect.state === 'confirmed')
    return {
      kind: 'run-submitted',
      summary: `Attempt ${attempt}: ${job.name} was started again${diff === '' ? ' with the same parameters' : ` with ${diff}`}.`,
      detail,
    };
  const why = (effect.response as { message?: string } | null)?.message ?? '';
  if (effect.state === 'refused')
    return { kind: 'submission-refused', summary: `${job.platform} refused attempt ${attempt}: ${why}`, detail };
  return { kind: 'submission-unknown', summary: `Nobody can tell whether attempt ${attempt} was started; it is not sent again.`, detail };
}
