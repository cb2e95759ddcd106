import { contentHash } from '../../domain/canonical.ts';
import { ConnectorError, type RunPage, type RunSummary } from '../contract.ts';
import type { DatabricksClient } from './client.ts';
import { keyOfCopy } from './job-copy.ts';
import { codeOf, isoTime, repairsOf, stateOf } from './run-state.ts';
import type { Run } from './schemas.ts';

/** Runs that ended this long before the cursor are read once more: the platform lists by when they ended, and may be late with it. */
const overlapMs = 10 * 60_000;

/** Most passes over the pages: each one is a chance less that a run slipped from page to page between two requests. */
const mostPasses = 4;

/** How far the workspace was read, epoch milliseconds, and what its newest page looked like then. */
interface Cursor {
  /** When the last run ended that was handed on. */
  readonly ended: number;
  /** How far back the last reading of all pages went. */
  readonly since: number;
  readonly newest: string;
}

const readCursor = (cursor: string | null): Cursor | null => {
  const [, ended, since, newest] = /^(\d+)(?:\/(\d+)\/(\w+))?$/.exec(cursor ?? '') ?? [];
  return ended === undefined ? null : { ended: Number(ended), since: Number(since ?? ended), newest: newest ?? '' };
};
const writeCursor = ({ ended, since, newest }: Cursor): string => `${ended}/${since}/${newest}`;

const digestOf = (page: readonly Run[]): string =>
  contentHash(page.map((run) => [run.run_id, run.end_time ?? 0, codeOf(run)])).slice(0, 16);

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

  /** Reads the pages once, newest first, back to a time. Null where the newest page is still the known one. */
  const readPages = async (
    from: number,
    found: Map<string, Run>,
    known: string | null,
    signal?: AbortSignal,
  ): Promise<{ readonly pages: number; readonly newest: string } | null> => {
    let pages = 0;
    let newest = '';
    for await (const page of client.endedRuns({}, signal)) {
      pages += 1;
      if (pages === 1) newest = digestOf(page);
      if (newest === known) return null;
      for (const run of page) {
        if ((run.end_time ?? 0) < from - overlapMs) return { pages, newest };
        if (['succeeded', 'failed'].includes(stateOf(run))) found.set(run.run_id, run);
      }
    }
    return { pages, newest };
  };

  /**
   * Runs that end while the pages are read push others to later ones, where they come twice; runs that leave the list, because they are
   * repaired or deleted, pull others to pages that were read already. More than one page is therefore read until nothing new turns up.
   */
  const readAll = async (from: number, known: string | null, signal?: AbortSignal) => {
    const found = new Map<string, Run>();
    const first = await readPages(from, found, known, signal);
    if (first === null) return null;
    for (let pass = 1, size = 0; first.pages > 1 && pass < mostPasses && found.size > size; pass++) {
      size = found.size;
      await readPages(from, found, null, signal);
    }
    return { newest: first.newest, runs: [...found.values()].sort((left, right) => (left.end_time ?? 0) - (right.end_time ?? 0)) };
  };

  return {
    async endedRuns({ cursor, since }: { readonly cursor: string | null; readonly since: string }, signal?: AbortSignal): Promise<RunPage> {
      const sinceMs = Date.parse(since);
      if (Number.isNaN(sinceMs)) throw new ConnectorError('invalid', `${since} is no time`);
      const last = readCursor(cursor);
      const from = last === null ? sinceMs : Math.min(last.ended, last.since, sinceMs);
      const read = await readAll(from, last?.newest || null, signal);
      if (read === null) return { runs: [], cursor: cursor ?? '', more: false };
      const { runs: oldestFirst, newest } = read;
      const runs: RunSummary[] = [];
      for (const run of oldestFirst) runs.push(await summaryOf(run, signal));
      const ended = oldestFirst.at(-1)?.end_time ?? last?.ended ?? from;
      return { runs, cursor: writeCursor({ ended, since: sinceMs, newest }), more: false };
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
