import { ConnectorError, type RunPage, type RunSummary } from '../contract.ts';
import { type AirflowClient, pageSize } from './client.ts';
import type { ReadHistories } from './read-run.ts';
import { isoTime, standingAt, stateOf } from './run-state.ts';
import type { DagRun } from './schemas.ts';
import { submissionKeyOf } from './submission-key.ts';

/** Runs that ended this long before the cursor are read once more: the end of a run is written before it can be seen. */
const overlapMs = 10 * 60_000;
const states = ['failed', 'success'] as const;

/** Where a walk through the ended runs is: the next page begins at `from`, `skip` runs of which were seen; at rest when it came to the end. */
interface Place {
  readonly from: number;
  readonly skip: number;
  readonly atRest: boolean;
  /** Where the next walk has to begin at the latest: a run before it was held back. */
  readonly held: number | null;
}

const written = ({ from, skip, atRest, held }: Place): string => JSON.stringify([from, skip, atRest, held]);

function readCursor(cursor: string | null): Place | null {
  if (cursor === null || cursor === '') return null;
  try {
    const [from, skip, atRest, held] = JSON.parse(cursor) as unknown[];
    if (typeof from !== 'number' || typeof skip !== 'number' || typeof atRest !== 'boolean') return null;
    return { from, skip, atRest, held: typeof held === 'number' ? held : null };
  } catch {
    return null;
  }
}

/** Lists ended runs since a cursor, oldest first. The pages go by the time of the end and not by a count, so that none is skipped while they shift. */
export function createListing(platform: string, client: AirflowClient, histories: ReadHistories) {
  /** Tries of failed runs, by when they ended, so that an unchanged platform is not asked again. */
  const knownTries = new Map<string, number>();

  const keyOf = (run: DagRun): string => JSON.stringify([run.dag_id, run.dag_run_id, run.end_date]);

  /** Asks for the tries that are not known yet, DAG by DAG. A run that goes on has none. */
  const learnTries = async (failed: readonly DagRun[], signal?: AbortSignal): Promise<void> => {
    const unknown = failed.filter((run) => !knownTries.has(keyOf(run)));
    for (const [dagId, runs] of Map.groupBy(unknown, (run) => run.dag_id)) {
      const read = await histories.ofRuns(
        dagId,
        runs.map((run) => run.dag_run_id),
        signal,
      );
      for (const run of runs) {
        const standing = standingAt(read.get(run.dag_run_id) ?? [], null);
        if (standing !== null && stateOf(run, standing.tasks, Date.now()) === 'failed') knownTries.set(keyOf(run), standing.latest);
      }
    }
  };

  const summaryOf = (run: DagRun, number: number | null): RunSummary => ({
    platform,
    jobKey: run.dag_id,
    runKey: run.dag_run_id,
    try: number,
    state: run.state === 'success' ? 'succeeded' : 'failed',
    startedAt: isoTime(run.start_date),
    finishedAt: isoTime(run.end_date),
    submissionKey: submissionKeyOf(run.dag_run_id),
  });

  /** Summaries of what is over, and when the first run ended that is not. Tries of runs that ended well are not asked for. */
  const judge = async (found: readonly DagRun[], signal?: AbortSignal) => {
    if (knownTries.size > 20_000) knownTries.clear();
    await learnTries(
      found.filter((run) => run.state !== 'success'),
      signal,
    );
    const judged = found.map((run) => ({ run, number: run.state === 'success' ? null : (knownTries.get(keyOf(run)) ?? null) }));
    const goesOn = ({ run, number }: (typeof judged)[number]): boolean => run.state !== 'success' && number === null;
    const ends = judged.filter(goesOn).map(({ run }) => Date.parse(run.end_date ?? ''));
    return {
      runs: judged.filter((one) => !goesOn(one)).map(({ run, number }) => summaryOf(run, number)),
      held: ends.length === 0 ? null : Math.min(...ends),
    };
  };

  return {
    async endedRuns({ cursor, since }: { readonly cursor: string | null; readonly since: string }, signal?: AbortSignal): Promise<RunPage> {
      const before = readCursor(cursor);
      const begin =
        Math.min(before?.from ?? Number.POSITIVE_INFINITY, before?.held ?? Number.POSITIVE_INFINITY, Date.parse(since)) - overlapMs;
      if (Number.isNaN(begin)) throw new ConnectorError('invalid', `${since} is no time`);
      const place = before === null || before.atRest ? { from: begin, skip: 0, held: null } : before;
      const page = await client.runs({ states, endedSince: new Date(place.from).toISOString(), offset: place.skip }, signal);
      const { runs, held } = await judge(page.dag_runs, signal);
      const last = Date.parse(page.dag_runs.at(-1)?.end_date ?? '');
      const nowHeld = [place.held, held].filter((time) => time !== null).sort((left, right) => left - right)[0] ?? null;
      const more = page.dag_runs.length > 0 && place.skip + page.dag_runs.length < (page.total_entries ?? 0);
      if (!more) {
        const from = Math.max(Number.isNaN(last) ? place.from : last, before?.from ?? 0);
        return { runs, cursor: written({ from, skip: 0, atRest: true, held: nowHeld }), more };
      }
      // A page of runs that all ended in one instant is passed by counting.
      const next = last > place.from ? { from: last, skip: 0 } : { from: place.from, skip: place.skip + page.dag_runs.length };
      return { runs, cursor: written({ ...next, atRest: false, held: nowHeld }), more };
    },
    async history(jobKey: string, limit: number, signal?: AbortSignal): Promise<readonly RunSummary[]> {
      const query = { states, dagIds: [jobKey], newestFirst: true, offset: 0, limit: Math.min(limit, pageSize) };
      const page = await client.runs(query, signal);
      return page.dag_runs.slice(0, limit).map((run) => summaryOf(run, null));
    },
  };
}
