import { contentHash } from '../domain/canonical.ts';
import { matchExpectedError } from '../domain/diagnosis/expected-errors.ts';
import type { Diagnosis } from '../domain/diagnosis/types.ts';
import { workflowActor } from '../domain/people/actor.ts';
import { type DecisionInput, decide as decideByPolicy } from '../domain/policy/decide.ts';
import type { Decision, Policy } from '../domain/policy/types.ts';
import { type Kept, saveKept } from '../store/case-change.ts';
import { type Case, lockOpenCase } from '../store/cases.ts';
import { keepDecision, readDecision } from '../store/decisions.ts';
import { type EvidencePiece, readDiagnosis, readEvidence } from '../store/diagnoses.ts';
import { readProposal, settledVerdict } from '../store/proposals.ts';
import { StoreRefusal } from '../store/refusal.ts';
import type { Tx } from '../store/tx.ts';
import type { DecideInput, DecideResult } from '../workflows/contract.ts';
import { type Circumstances, readCircumstances } from './circumstances.ts';
import type { ActivityDeps } from './deps.ts';

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
    const [circumstances, evidence] = await Promise.all([
      readCircumstances(deps, tx, found, diagnosis.fingerprint),
      found.job.expectedErrors.length === 0 ? [] : readEvidence(tx, incidentId, round),
    ]);
    const decided = decideOn(deps, tx, input, { found, diagnosis, evidence, circumstances });
    await tx.finish([saveKept(tx, incidentId, decided)]);
    return decided.result;
  });
}

/** What a decision is made on. */
export interface Assessed {
  readonly found: Case;
  readonly diagnosis: Diagnosis;
  readonly evidence: readonly EvidencePiece[];
  readonly circumstances: Circumstances;
}

/** Decides on a diagnosis, and starts to keep the decision. */
export function decideOn(deps: ActivityDeps, tx: Tx, input: DecideInput, assessed: Assessed): Kept & { readonly result: DecideResult } {
  const { tenantId, incidentId, round, revision } = input;
  const { found, diagnosis, circumstances } = assessed;
  const { policy } = circumstances.effective;
  const decision = withReason(decideByPolicy(factsOf(deps, assessed)), input.because);
  const { stored, change, proposal } = keepDecision(tx, found, {
    ...{ round, revision, decision },
    asked: policy.approvers,
    context: circumstances.context,
    evidenceDigest: contentHash({ fingerprint: diagnosis.fingerprint, quotes: diagnosis.quotes }),
    waits: decision.approval.length === 0 ? null : waits(deps.now(), policy.approval),
  });
  const { action, approval, reason, shadow, notBefore } = decision;
  deps.log({ event: 'decision-made', tenantId, incidentId, round, run: found.run.runKey, action, approval, reason });
  const open = proposal === null ? null : { hash: proposal.hash, ...proposal.waits };
  return { stored, change, result: { action, shadow, notBefore, proposal: open, verdict: null } };
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

/** Everything the pure policy looks at. */
function factsOf(deps: ActivityDeps, { found, diagnosis, evidence, circumstances }: Assessed): DecisionInput {
  const { effective, breaker, tried, submissionsLastHour } = circumstances;
  return {
    diagnosis,
    job: found.job,
    canSubmit: found.job.canSubmit && canStart(deps, found.job),
    expectedError: expectedError(found.job, evidence),
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
}

function expectedError({ platform, expectedErrors }: Case['job'], evidence: readonly EvidencePiece[]): string | null {
  if (expectedErrors.length === 0) return null;
  const content = (kind: string) => evidence.find((piece) => piece.kind === kind)?.content ?? '';
  const run =
    content('run') === ''
      ? null
      : (JSON.parse(content('run')) as { exitCode: number | null; signal: string | null; reason: string | null });
  const match = matchExpectedError(
    {
      platform,
      errorText: content('error'),
      logTail: content('log'),
      exitCode: run?.exitCode ?? null,
      signal: run?.signal ?? null,
      platformReason: run?.reason ?? null,
    },
    expectedErrors,
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
