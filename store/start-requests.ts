import { appendRecord, recordedStep } from './record.ts';
import type { Tx } from './tx.ts';

/** Writes down that somebody wants a job to start; once per key. */
export async function recordStartRequest(
  tx: Tx,
  request: { readonly platform: string; readonly jobKey: string; readonly key: string },
): Promise<void> {
  const step = `run-requested/${request.key}`;
  if ((await recordedStep(tx, step)) !== null) return;
  await appendRecord(tx, {
    incidentId: null,
    kind: 'run-requested',
    stage: 'act',
    stepKey: step,
    summary: `${tx.actor.name} started ${request.jobKey} on ${request.platform}.`,
    detail: { platform: request.platform, job: request.jobKey, key: request.key },
  });
}

/** Writes down that somebody wants a platform to be swept now. */
export const recordSweepRequest = (tx: Tx, platform: string): Promise<void> =>
  appendRecord(tx, {
    incidentId: null,
    kind: 'sweep-requested',
    stage: 'detect',
    summary: `${tx.actor.name} asked for a sweep of ${platform}.`,
    detail: { platform },
  });
