import type { RunState } from '../../domain/jobs/types.ts';
import { ConnectorError, type RunPage, type RunSummary } from '../contract.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { Query } from './database.ts';
import type { JobTable } from './job-table.ts';
import type { PipelineDbSettings } from './settings.ts';

/** An execution as the table tells it, without its texts. */
export interface ListedRow {
  readonly id: string;
  readonly pipeline: string;
  readonly name: string | null;
  readonly status: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly try: string | null;
}

export const pageSize = 500;
/** Earlier runs of a pipeline and its name are looked for this far back. */
export const historyWindow = '30 days';

export const listedColumns = (table: JobTable): string =>
  `${table.idText} as id, ${table.pipeline} as pipeline, ${table.name} as name, ${table.status} as status, ${table.startedText} as "startedAt",
   ${table.finishedText} as "finishedAt", ${table.try ?? 'null::text'} as try`;

export function stateOf(
  { failed, succeeded }: PipelineDbSettings,
  { status, finishedAt }: Pick<ListedRow, 'status' | 'finishedAt'>,
): RunState {
  if (failed.includes(status)) return 'failed';
  if (succeeded.includes(status)) return 'succeeded';
  return finishedAt === null ? 'running' : 'lost';
}

/** A time as it is kept here, in milliseconds. */
export const isoTime = (time: string | null): string | null => (time === null ? null : new Date(time).toISOString());

export const tryOf = (row: Pick<ListedRow, 'try'>): number => {
  const number = Number(row.try ?? 0);
  return Number.isInteger(number) && number >= 0 ? number : 0;
};

export const summaryOf = (settings: PipelineDbSettings, row: ListedRow): RunSummary => ({
  platform: settings.name,
  jobKey: row.pipeline,
  runKey: row.id,
  try: tryOf(row),
  state: stateOf(settings, row),
  startedAt: isoTime(row.startedAt),
  finishedAt: isoTime(row.finishedAt),
  submissionKey: null,
});

/** What is asked for: from one time to another, both included, behind a row of the same order. */
export interface Window {
  readonly from: string;
  readonly until: string;
  readonly afterId: string | null;
}

/** Executions that ended in a window, oldest first, at most one page. Of the failed ones those with `data` and `run_info`. */
export const readEnded = (query: Query, settings: PipelineDbSettings, table: JobTable, window: Window): Promise<readonly ListedRow[]> =>
  query<ListedRow>(
    `select ${listedColumns(table)} from ${table.from}
     where ${table.finishedAt} >= ${table.bound('$1')} and ${table.finishedAt} <= ${table.bound('$2')}
       and ($3::text is null or ${table.finishedAt} > ${table.bound('$1')} or ${table.idText} > $3::text)
       and (${table.status} = any($4::text[]) or (${table.status} = any($5::text[]) and ${table.complete}))
     order by ${table.finishedAt}, ${table.idText} limit ${pageSize}`,
    [window.from, window.until, window.afterId, settings.succeeded, settings.failed],
  );

const earlier = (time: string, milliseconds: number): string => new Date(Date.parse(time) - milliseconds).toISOString();

/** Where a page begins: behind the one before, or, at the beginning of a search, an overlap before the last one. */
function beginningOf({ overlapSeconds }: PipelineDbSettings, cursor: string | null, since: string): Pick<Window, 'from' | 'afterId'> {
  if (Number.isNaN(Date.parse(since))) throw new ConnectorError('invalid', `${since} is no time`);
  if (cursor === null) return { from: since, afterId: null };
  const { looked, after } = readCursor(cursor);
  if (after !== null) return { from: after.finishedAt, afterId: after.id };
  const overlapping = earlier(looked, overlapSeconds * 1000);
  return { from: Date.parse(since) < Date.parse(overlapping) ? since : overlapping, afterId: null };
}

/**
 * One page of a search. What becomes visible late is found by the next search: that begins an overlap before the moment at which this one began,
 * however long it takes and however often it is interrupted.
 */
export async function listEnded(
  query: Query,
  settings: PipelineDbSettings,
  table: JobTable,
  { cursor, since }: { readonly cursor: string | null; readonly since: string },
): Promise<RunPage & { readonly rows: readonly ListedRow[] }> {
  const beginning = beginningOf(settings, cursor, since);
  const [clock] = await query<{ now: string }>(`select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now`);
  const now = clock?.now ?? new Date().toISOString();
  const rows = await readEnded(query, settings, table, { ...beginning, until: now });
  const last = rows.at(-1);
  const more = rows.length === pageSize && last !== undefined;
  const looked = beginning.afterId !== null && cursor !== null ? readCursor(cursor).looked : now;
  const after = more ? { finishedAt: last.finishedAt ?? now, id: last.id } : null;
  return { rows, runs: rows.map((row) => summaryOf(settings, row)), cursor: writeCursor({ looked, after }), more };
}
