import { contentHash } from '../domain/canonical.ts';
import { matchExpectedError } from '../domain/diagnosis/expected-errors.ts';
import type { Diagnosis } from '../domain/diagnosis/types.ts';
import { isRetry } from '../domain/incidents/vocabulary.ts';
import { workflowActor } from '../domain/people/actor.ts';
import { type DecisionInput, decide as decideByPolicy } from '../domain/policy/decide.ts';
import type { Decision, Policy } from '../domain/policy/types.ts';
import { type Case, lockOpenCase } from '../store/cases.ts';
import { readDecision, saveDecision } from '../store/decisions.ts';
import { readDiagnosis, readEvidence } from '../store/diagnoses.ts';
import { triedParameters } from '../store/effects.ts';
import type { EffectivePolicy } from '../store/policies.ts';
import { readProposal, settledVerdict } from '../store/proposals.ts';
import { readDecisionContext } from '../store/reads/decision-context.ts';
import { StoreRefusal } from '../store/refusal.ts';
import { automaticSubmissionsLastHour } from '../store/submission-minutes.ts';
import type { Tx } from '../store/tx.ts';
import type { DecideInput, DecideResult } from '../workflows/contract.ts';
import type { ActivityDeps } from './deps.ts';
import { readPolicyAndBreaker } from './read-policy-and-breaker.ts';

/** Applies the policy to a round's diagnosis and puts a proposal before people where it says so. Get or do by round and revision. */
export async function decide(deps: ActivityDeps, input: DecideInput): Promise<DecideResult> {
  const { tenantId, incidentId, round, revision } = input;
  return deps.transact(tenantId, workflowActor, async (tx) => {
    const [found, known, diagnosis] = await Promise.all([
      lockOpenCase(tx, incidentId),
      readDecision(tx, incidentId, round, revision),
      readDiagnosis(tx, incidentId, round),
    ]);
    if (known !== null) return toResult(tx, input, known);
    if (diagnosis === null) throw new StoreRefusal('not-found', `Round ${round} has no diagnosis`);
    return decideOn(deps, tx, input, { found, diagnosis });
  });
}

/** Decides on a diagnosis and keeps the decision: the last that a transaction does. `started` are statements that were begun before. */
export async function decideOn(
  deps: ActivityDeps,
  tx: Tx,
  input: DecideInput,
  {
    found,
    diagnosis,
    started = [],
  }: { readonly found: Case; readonly diagnosis: Diagnosis; readonly started?: readonly Promise<unknown>[] },
): Promise<DecideResult> {
  const { tenantId, incidentId, round, revision } = input;
  const [{ effective, facts }, context] = await Promise.all([
    gatherFacts(deps, tx, found, diagnosis, round),
    readDecisionContext(tx, found, deps.now()),
    ...started,
  ]);
  const decision = withReason(decideByPolicy(facts), input.because);
  const saved = saveDecision(tx, found, {
    round,
    revision,
    decision,
    asked: effective.policy.approvers,
    context,
    evidenceDigest: contentHash({ fingerprint: diagnosis.fingerprint, quotes: diagnosis.quotes }),
    waits: decision.approval.length === 0 ? null : waits(deps.now(), effective.policy.approval),
  });
  await (decision.approval.length === 0 ? tx.finish([saved]) : saved);
  deps.log({
    event: 'decision-made',
    tenantId,
    incidentId,
    round,
    run: found.run.runKey,
    action: decision.action,
    approval: decision.approval,
    reason: decision.reason,
  });
  return toResult(tx, input, decision);
}

/** The reason for which a claim was turned down asks a person even if the moment has passed. */
const withReason = (decision: Decision, because: DecideInput['because']): Decision =>
  because === null || decision.riskTier === 'R0' || decision.approval.includes(because)
    ? decision
    : { ...decision, approval: [...decision.approval, because] };

const waits = (now: Date, approval: Policy['approval']) => {
  const after = (ms: number) => new Date(now.getTime() + ms).toISOString();
  return {
    reminderAt: after(approval.reminderAfterMs),
    rerouteAt: after(approval.rerouteAfterMs),
    expiresAt: after(approval.expireAfterMs),
  };
};

/** Everything the pure policy looks at, as of now. */
async function gatherFacts(
  deps: ActivityDeps,
  tx: Tx,
  found: Case,
  diagnosis: Diagnosis,
  round: number,
): Promise<{ readonly effective: EffectivePolicy; readonly facts: DecisionInput }> {
  const acts = isRetry(diagnosis.proposedAction);
  const [{ effective, breaker }, expected, tried, submissionsLastHour] = await Promise.all([
    readPolicyAndBreaker(deps, tx, found.job),
    expectedError(tx, found, round),
    diagnosis.proposedAction === 'RETRY_WITH_NEW_PARAMS'
      ? triedParameters(tx, { incidentId: found.id, jobId: found.job.id, fingerprint: diagnosis.fingerprint })
      : [],
    acts ? automaticSubmissionsLastHour(tx) : 0,
  ]);
  const facts: DecisionInput = {
    diagnosis,
    job: found.job,
    canSubmit: found.job.canSubmit && canStart(deps, found.job),
    expectedError: expected,
    hasRecipient: found.job.owner !== null || effective.policy.onCall.length > 0,
    currentParameters: found.run.parameters,
    tried,
    attempts: found.attempts,
    actions: found.actions,
    automaticSubmissionsLastHour: submissionsLastHour,
    breaker,
    shadow: found.shadow,
    policy: effective.policy,
    policyVersion: effective.version,
    now: deps.now().toISOString(),
  };
  return { effective, facts };
}

async function expectedError(tx: Tx, found: Case, round: number): Promise<string | null> {
  if (found.job.expectedErrors.length === 0) return null;
  const evidence = await readEvidence(tx, found.id, round);
  const content = (kind: string) => evidence.find((piece) => piece.kind === kind)?.content ?? '';
  const run =
    content('run') === ''
      ? null
      : (JSON.parse(content('run')) as { exitCode: number | null; signal: string | null; reason: string | null });
  const match = matchExpectedError(
    {
      platform: found.job.platform,
      errorText: content('error'),
      logTail: content('log'),
      exitCode: run?.exitCode ?? null,
      signal: run?.signal ?? null,
      platformReason: run?.reason ?? null,
    },
    found.job.expectedErrors,
  );
  return match?.expected.reason ?? null;
}

/** The answer, with a verdict that came before a restart. */
async function toResult(tx: Tx, { incidentId, round, revision }: DecideInput, decision: Decision): Promise<DecideResult> {
  const result: DecideResult = {
    action: decision.action,
    shadow: decision.shadow,
    notBefore: decision.notBefore,
    proposal: null,
    verdict: null,
  };
  if (decision.approval.length === 0) return result;
  const proposal = await readProposal(tx, incidentId, round, revision);
  if (proposal === null) return result;
  if (proposal.state === 'open')
    return {
      ...result,
      proposal: {
        hash: proposal.hash,
        reminderAt: proposal.reminderAt ?? proposal.expiresAt,
        rerouteAt: proposal.rerouteAt ?? proposal.expiresAt,
        expiresAt: proposal.expiresAt,
      },
    };
  return { ...result, verdict: settledVerdict(proposal) };
}

/** The platform can start runs of this job. */
function canStart(deps: ActivityDeps, { platform, jobKey }: Case['job']): boolean {
  const connector = deps.connectors.get(platform);
  return connector?.capabilities.submits === true && connector.submitsJob?.(jobKey) !== false;
}
