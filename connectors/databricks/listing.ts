import { ConnectorError, type RunPage, type RunSummary } from '../contract.ts';
import type { DatabricksClient } from './client.ts';
import { keyOfCopy } from './job-copy.ts';
import { isoTime, repairsOf, stateOf } from './run-state.ts';
import type { Run } from './schemas.ts';

/** Runs that ended this long before the cursor are read once more: the platform lists by when they ended, and may be late with it. */
const overlapMs = 10 * 60_000;

/** The cursor: when the last run ended that was handed on, epoch milliseconds. */
const readCursor = (cursor: string | null): number | null => (cursor === null || !/^\d+$/.test(cursor) ? null : Number(cursor));

/** Lists ended runs of a workspace since a cursor, oldest first. */
export function createListing(platform: string, client: DatabricksClient) {
  /** Tries of runs that had to be asked for, so that an unchanged workspace is not asked again. */
  const knownTries = new Map<string, number>();

  const tryOf = async (run: Run, signal?: AbortSignal): Promise<number> => {
    if (run.repair_history.length > 0) return repairsOf(run);
    if (run.tasks.length > 0 && run.tasks.every((task) => task.attempt_number === 0)) return 0;
    const key = `${run.run_id}/${run.end_time}`;
    const known = knownTries.get(key);
    if (known !== undefined) return known;
    const whole = await client.run(run.run_id, signal);
    const number = whole === null ? 0 : repairsOf(whole);
    if (knownTries.size > 10_000) knownTries.clear();
    knownTries.set(key, number);
    return number;
  };

  const summaryOf = async (run: Run, signal?: AbortSignal): Promise<RunSummary> => {
    const number = await tryOf(run, signal);
    return {
      platform,
      jobKey: run.job_id ?? 'one-off',
      runKey: run.run_id,
      try: number,
      state: stateOf(run),
      startedAt: isoTime(run.start_time),
      finishedAt: isoTime(run.end_time),
      // What somebody else makes of our copy later is a failure of its own.
      submissionKey: number === 0 ? keyOfCopy(run) : null,
    };
  };

  return {
    async endedRuns({ cursor, since }: { readonly cursor: string | null; readonly since: string }, signal?: AbortSignal): Promise<RunPage> {
      const from = Math.min(readCursor(cursor) ?? Number.POSITIVE_INFINITY, Date.parse(since));
      if (Number.isNaN(from)) throw new ConnectorError('invalid', `${since} is no time`);
      const found = new Map<string, Run>();
      // While it is read, runs that end push others to later pages: one that comes twice is the same run.
      reading: for await (const page of client.endedRuns({}, signal))
        for (const run of page) {
          if ((run.end_time ?? 0) < from - overlapMs) break reading;
          if (['succeeded', 'failed'].includes(stateOf(run))) found.set(run.run_id, run);
        }
      const oldestFirst = [...found.values()].sort((left, right) => (left.end_time ?? 0) - (right.end_time ?? 0));
      const runs: RunSummary[] = [];
      for (const run of oldestFirst) runs.push(await summaryOf(run, signal));
      const last = oldestFirst.at(-1)?.end_time;
      return { runs, cursor: String(last ?? readCursor(cursor) ?? from), more: false };
    },
    async history(jobKey: string, limit: number, signal?: AbortSignal): Promise<readonly RunSummary[]> {
      const runs: RunSummary[] = [];
      for await (const page of client.endedRuns({ jobId: jobKey }, signal)) {
        for (const run of page.slice(0, limit - runs.length)) runs.push(await summaryOf(run, signal));
        if (runs.length >= limit) break;
      }
      return runs;
    },
  };
}
