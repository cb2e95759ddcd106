import type { RunIdentity } from '../domain/jobs/types.ts';
import type { Case } from '../store/cases.ts';
import type { Effect } from '../store/effects.ts';
import { nameSubmission } from '../store/runs.ts';
import { uncountSubmission } from '../store/submission-minutes.ts';
import type { ActInput, ActResult, StartedRun } from '../workflows/contract.ts';
import { claimSubmission, connectorOf, type Declined, type SubmissionRequest } from './claim-submission.ts';
import type { ActivityDeps } from './deps.ts';
import { perform, recordEffect } from './perform.ts';
import { sendMail } from './send-mail.ts';
import { submissionKey } from './submission-key.ts';
import { notYet } from './to-failure.ts';

const requestOf = (effect: Effect): SubmissionRequest => effect.request as unknown as SubmissionRequest;
const failedRunOf = (effect: Effect) => {
  const { failedRun } = requestOf(effect);
  return failedRun === undefined ? {} : { failedRun };
};
const tryOf = (response: Effect['response']) => (response as { readonly try?: number | null } | null)?.try ?? null;
const runOf = ({ externalId, response, claimedAt }: Effect, { platform, jobKey }: Case['job']): StartedRun => ({
  platform,
  jobKey,
  runKey: externalId ?? '',
  try: tryOf(response),
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
        try: tryOf(response),
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
