import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readWritten } from '../../connectors/local/durable.ts';
import { localPaths, runFiles } from '../../connectors/local/paths.ts';
import type { RunResult, RunSpec } from '../../connectors/local/run-files.ts';
import type { Lane } from './lane.ts';

/** A report that the HTTP interface has answered. */
export interface Report {
  readonly job: string;
  readonly run: string;
  /** The platform's key of the run: whether it is ours. */
  readonly key: string;
  readonly incidentId: string;
  readonly created: boolean;
}

interface Answer {
  readonly incidentId: string;
  readonly created: boolean;
}

/** Reports a run by each way there is, all at once. */
export async function reportRun({ clients }: Lane, job: string, run: string, times = 1): Promise<readonly Answer[]> {
  const ways = Array.from({ length: times }, () => [
    clients.admin.send<Answer>('POST', '/api/triggers/failures', { platform: 'local', job, run }),
    clients.admin.send<Answer>('POST', '/webhook', { job_id: job, run_id: run }),
  ]);
  return Promise.all(ways.flat());
}

/** The runs that have failed so far, ours and others'. */
export async function failedRuns({ stack }: Lane): Promise<readonly { job: string; run: string; key: string }[]> {
  const { runs } = localPaths(stack.stateDirectory);
  const found = await Promise.all(
    readdirSync(runs).map(async (run) => {
      const files = runFiles(join(runs, run));
      const [spec, result] = await Promise.all([readWritten<RunSpec>(files.spec), readWritten<RunResult>(files.result)]);
      return spec !== null && result?.state === 'failed' ? [{ job: spec.jobKey, run, key: spec.submissionKey }] : [];
    }),
  );
  return found.flat();
}

/** Reports every failed run as soon as it has failed, until the signal ends it. */
export async function reportEverything(lane: Lane, signal: AbortSignal): Promise<readonly Report[]> {
  const reported = new Set<string>();
  const log: Report[] = [];
  while (!signal.aborted) {
    for (const failed of await failedRuns(lane)) {
      if (reported.has(failed.run)) continue;
      const answers = await reportRun(lane, failed.job, failed.run).catch(() => null);
      if (answers === null) continue;
      reported.add(failed.run);
      log.push(...answers.map((answer) => ({ ...failed, ...answer })));
    }
    await sleep(20);
  }
  return log;
}
