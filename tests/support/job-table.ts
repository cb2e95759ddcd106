import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { pipelineDbSettings } from '../../connectors/pipeline-db/settings.ts';
import { openEmptyDatabase, type TestDatabase } from './database.ts';

/** An execution as the workflow manager of a customer writes it; what is left out has the value that most rows have. */
export interface Execution {
  readonly id?: string;
  readonly pipeline?: string;
  readonly status?: string;
  /** ISO time; now where it is not told. */
  readonly finishedAt?: string | null;
  /** Null for SQL's NULL. */
  readonly data?: object | null;
}

/** Somebody else's database with a `job_execution` table, and a hand that writes to it. */
export interface JobTableDatabase extends Pick<TestDatabase, 'url' | 'kind'> {
  run(statement: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  /** @returns the ids, in the order given */
  add(...executions: readonly Execution[]): Promise<readonly string[]>;
  settings(changes?: object): ReturnType<typeof pipelineDbSettings.parse>;
  close(): Promise<void>;
}

export const sourceTenant = '6f9f1f8e-2b1c-4a57-9f0e-0d6b3c1d2e3f';

/** What a failed execution holds. */
export const failedData = (...errors: readonly (object | string)[]) => ({ run_info: { attempt: 1, errors } });

/** The table as its owners make it; `data` and `finished_at` in the types that a test wants. */
export const createTable = (types: { readonly data?: string; readonly finishedAt?: string } = {}): string => `
  create table job_execution (id uuid primary key, tenant_id uuid, pipeline_id text, pipeline_name text, status text not null,
    started_at timestamptz, finished_at ${types.finishedAt ?? 'timestamptz'}, data ${types.data ?? 'jsonb'});
  create index job_execution_ended on job_execution (status, finished_at, id)`;

export async function openJobTable(table = createTable()): Promise<JobTableDatabase> {
  const place = await openEmptyDatabase();
  const pool = new pg.Pool({ connectionString: place.url, max: 1 });
  pool.on('error', () => undefined);
  const run: JobTableDatabase['run'] = async (statement, values = []) =>
    (values.length === 0 ? await pool.query(statement) : await pool.query(statement, [...values])).rows;
  await run(table);
  return {
    url: place.url,
    kind: place.kind,
    run,
    add: async (...executions) => {
      const rows = executions.map(({ id = randomUUID(), pipeline = 'supplier-import', status = 'FAILURE', finishedAt, data }) => ({
        id,
        pipeline,
        status,
        finished_at: finishedAt === undefined ? new Date().toISOString() : finishedAt,
        data: data === undefined ? failedData({ code: 500, message: 'down', exception: 'HTTPError', activity: 'Load' }) : data,
      }));
      await run(
        `insert into job_execution (id, tenant_id, pipeline_id, pipeline_name, status, finished_at, data)
         select id, $2, pipeline, 'Import of ' || pipeline, status, finished_at, data
         from jsonb_to_recordset($1::jsonb) as given (id uuid, pipeline text, status text, finished_at timestamptz, data jsonb)`,
        [JSON.stringify(rows), sourceTenant],
      );
      return rows.map(({ id }) => id);
    },
    settings: (changes = {}) => pipelineDbSettings.parse({ name: 'pipelines', kind: 'pipeline-db', uri: place.url, ...changes }),
    close: async () => {
      await pool.end();
      await place.close();
    },
  };
}
