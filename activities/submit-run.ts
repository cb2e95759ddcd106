import type { RunIdentity } from '../domain/jobs/types.ts';
import type { Case } from '../store/cases.ts';
import type { Effect } from '../store/effects.ts';
import { nameSubmission } from '../store/runs.ts';
import { uncountSubmission } from '../store/submission-minutes.ts';
import type { ActInput, ActResult, StartedRun } from '../workflows/contract.ts';
import { askAfterSubmission } from './ask-after-submission.ts';
import { claimSubmission, connectorOf, type Declined, holdSubmission } from './claim-submission.ts';
import type { ActivityDeps } from './deps.ts';
import { perform, recordEffect } from './perform.ts';
import { sendMail } from './send-mail.ts';
import { submissionKey } from './submission-key.ts';
import { requestOf, submissionLine } from './submission-line.ts';
import { notYet } from './to-failure.ts';

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
      const run = await askAfterSubmission(connectorOf(deps, job.platform), { jobKey: job.jobKey, key, ...failedRunOf(effect) });
      return run === null || run === 'cannot-ask' ? run : asReply(run);
    },
    beforeLateSend: (tx, found, effect) => holdSubmission(deps, tx, found, input, effect),
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
      await tx.finish([recordEffect(tx, effect, submissionLine(effect, job)), effect.state === 'refused' && uncountSubmission(tx, key)]);
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
