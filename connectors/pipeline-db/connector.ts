import type { Parameters, RunIdentity } from '../../domain/jobs/types.ts';
import { type ConnectionFinding, type Connector, ConnectorError, type RunReport } from '../contract.ts';
import { profileOf } from '../job-settings.ts';
import { checkTable } from './check.ts';
import { openSourceDatabase, type Query, type SourceDatabase } from './database.ts';
import { codeOf } from './database-error.ts';
import { type JobTable, jobTable, readColumnTypes } from './job-table.ts';
import { historyWindow, isoTime, type ListedRow, listEnded, listedColumns, summaryOf, tryOf } from './listing.ts';
import { errorsOf, textOf } from './run-info.ts';
import type { PipelineDbSettings } from './settings.ts';
import { createStarter } from './starter.ts';

/** Characters of `run_info.errors` that are read as a whole; of more, the beginning is evidence as it stands. */
const longestErrors = 1_000_000;
const longestText = 64 * 1024;
const mostPipelines = 10_000;
/** All pipelines are asked for this often; those that turn up in between are known at once. */
const pipelinesForMs = 60 * 60_000;

interface WholeRow extends ListedRow {
  readonly tenant: string | null;
  readonly errors: string | null;
  readonly errorsHead: string | null;
  readonly info: string | null;
}

type WithTable = <Value>(work: (query: Query, table: JobTable) => Promise<Value>, signal?: AbortSignal) => Promise<Value>;

/** Reads the table's columns once; again after a statement that did not fit them. */
function withTable(settings: PipelineDbSettings, database: SourceDatabase): WithTable {
  let known: JobTable | null = null;
  return async (work, signal) => {
    try {
      return await database.read(async (query) => {
        known ??= jobTable(settings, await readColumnTypes(query, settings.table));
        return work(query, known);
      }, signal);
    } catch (error) {
      if (error instanceof ConnectorError && error.kind === 'invalid') known = null;
      throw error;
    }
  };
}

/** A table of executions in somebody else's PostgreSQL. Runs are found and followed there, never written; a pipeline may declare the request that starts it. */
export function createPipelineDbConnector(settings: PipelineDbSettings): Connector {
  const { name: platform, jobs } = settings;
  const database = openSourceDatabase(settings);
  const inTable = withTable(settings, database);
  const pipelines = createPipelines(inTable);
  const starter = createStarter(settings);
  return {
    platform,
    capabilities: {
      ...starter.capabilities,
      listsRuns: true,
      readsRuns: true,
      hasTries: settings.columns.try !== undefined,
    },
    guarantees: starter.guarantees,
    submitsJob: (jobKey) => starter.submitsJob?.(jobKey) === true,
    listJobs: async (signal) => {
      const named = await pipelines.all(signal);
      const keys = new Set([...named.keys(), ...Object.keys(jobs)]);
      return [...keys].map((key) => profileOf(platform, key, Object.hasOwn(jobs, key) ? (jobs[key] ?? {}) : {}, named.get(key) ?? key));
    },
    listEndedRuns: async (asked, signal) => {
      const { rows, ...page } = await inTable((query, table) => listEnded(query, settings, table, asked), signal);
      pipelines.learn(rows);
      return page;
    },
    readRun: (run, signal) => inTable((query, table) => readRun(query, settings, table, run), signal),
    readHistory: (jobKey, limit, signal) => inTable((query, table) => readHistory(query, settings, table, { jobKey, limit }), signal),
    submit: starter.submit,
    findSubmission: starter.findSubmission,
    cancel: starter.cancel,
    check: async (signal) => [...(await check(settings, database, signal)), ...(await starter.check(signal))],
  };
}

/** Names of pipelines by their ids. */
function createPipelines(inTable: WithTable) {
  const named = new Map<string, string>();
  let askedAt = Number.NEGATIVE_INFINITY;
  const learn = (rows: readonly Pick<ListedRow, 'pipeline' | 'name'>[]): void => {
    for (const { pipeline, name } of rows) if (name || !named.has(pipeline)) named.set(pipeline, name || pipeline);
  };
  return {
    learn,
    all: async (signal?: AbortSignal): Promise<ReadonlyMap<string, string>> => {
      if (Date.now() - askedAt < pipelinesForMs) return named;
      const ask = (query: Query, table: JobTable) =>
        query<Pick<ListedRow, 'pipeline' | 'name'>>(
          `select ${table.pipeline} as pipeline, max(${table.name}) as name from ${table.from}
           where ${table.finishedAt} >= ${table.bound(`(now() - interval '${historyWindow}')`)} group by 1 order by 1 limit ${mostPipelines}`,
        );
      learn(await inTable(ask, signal));
      askedAt = Date.now();
      return named;
    },
  };
}

const wholeRow = (table: JobTable): string => `
  select ${listedColumns(table)}, ${table.tenant} as tenant, left(errors, ${longestText}) as "errorsHead", case when length(errors) <= ${longestErrors} then errors end as errors,
    left(info, ${longestText / 4}) as info
  from ${table.from} cross join lateral (select (${table.runInfo}->'errors')::text as errors, (${table.runInfo})::text as info) run
  where ${table.id} = $1`;

/** Ids that the column could not hold belong to no row. */
const noSuchId = (error: unknown): boolean => ['22P02', '22003', '22007'].includes(codeOf(error));

async function readRun(query: Query, settings: PipelineDbSettings, table: JobTable, run: RunIdentity): Promise<RunReport | null> {
  try {
    const [row] = await query<WholeRow>(wholeRow(table), [run.runKey]);
    return row === undefined ? null : reportOf(settings, row, run);
  } catch (error) {
    if (noSuchId(error)) return null;
    throw error;
  }
}

function reportOf(settings: PipelineDbSettings, row: WholeRow, run: RunIdentity): RunReport {
  const summary = summaryOf(settings, row);
  const errors = summary.state === 'failed' ? errorsOf(row.errors) : [];
  const parameters: Parameters = { ...(row.tenant === null ? {} : { tenant_id: row.tenant }), pipeline_id: row.pipeline };
  return {
    ...summary,
    try: run.try ?? tryOf(row),
    finishedAt: isoTime(row.finishedAt),
    exitCode: null,
    signal: null,
    reason: null,
    errorText: errors.length > 0 ? textOf(errors) : summary.state === 'failed' ? (row.errorsHead ?? '') : '',
    errors,
    // Without errors, what else the run tells of itself is all that there is.
    logTail: errors.length > 0 || summary.state !== 'failed' ? '' : (row.info ?? ''),
    parameters,
    url: null,
  };
}

/** Failed or not, with data or without: this is about how the pipeline has done. */
async function readHistory(
  query: Query,
  settings: PipelineDbSettings,
  table: JobTable,
  { jobKey, limit }: { readonly jobKey: string; readonly limit: number },
) {
  const rows = await query<ListedRow>(
    `select ${listedColumns(table)} from ${table.from}
     where ${table.finishedAt} >= ${table.bound(`(now() - interval '${historyWindow}')`)} and ${table.finishedAt} <= ${table.bound('now()')}
       and ${table.pipeline} = $1 and ${table.status} = any($2::text[]) order by ${table.finishedAt} desc, ${table.idText} desc limit $3`,
    [jobKey, [...settings.failed, ...settings.succeeded], limit],
  );
  return rows.map((row) => summaryOf(settings, row));
}

async function check(settings: PipelineDbSettings, database: SourceDatabase, signal?: AbortSignal): Promise<readonly ConnectionFinding[]> {
  try {
    const found = await database.read((query) => checkTable(query, settings), signal);
    return found.map(({ level, message }) => ({ level, message: `${settings.name}: ${message}` }));
  } catch (error) {
    return [{ level: 'error', message: error instanceof Error ? error.message : String(error) }];
  }
}
