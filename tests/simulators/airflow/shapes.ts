import type { SimulatedDag, SimulatedRun, SimulatedTask, SimulatedTry } from './world.ts';

export type ApiVersion = 'v2' | 'v1';

const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString().replace('Z', '123Z'));

export const shownDag = ({ id, paused = false }: SimulatedDag): object => ({
  dag_id: id,
  dag_display_name: id,
  is_paused: paused,
  owners: ['airflow'],
  tags: [],
});

export const shownRun = (run: SimulatedRun, version: ApiVersion): object => ({
  dag_run_id: run.runId,
  dag_id: run.dagId,
  logical_date: version === 'v2' ? null : iso(run.start),
  start_date: iso(run.start),
  end_date: iso(run.end),
  run_type: 'manual',
  state: run.state,
  conf: run.conf,
  note: run.note,
  ...(version === 'v2' ? { run_after: iso(run.start), triggered_by: 'rest_api', dag_versions: [] } : { external_trigger: true }),
});

/** A task instance as it stands, or one of its tries. */
export const shownTask = (run: SimulatedRun, task: SimulatedTask, one: SimulatedTry, version: ApiVersion): object => ({
  task_id: task.id,
  dag_id: run.dagId,
  dag_run_id: run.runId,
  map_index: task.mapIndex,
  start_date: iso(one.start),
  end_date: iso(one.end),
  state: one.state,
  try_number: one.tryNumber,
  max_tries: one.maxTries,
  pool: 'default_pool',
  operator: 'PythonOperator',
  ...(version === 'v2' ? { operator_name: '@task', dag_version: null } : { executor_config: '{}' }),
});

const lines = (error: string, repeat: number): string[] => [
  ...Array.from({ length: repeat }, (_, line) => `working on row ${line}`),
  error,
];

/** Entries of a log of Airflow 3: the exception stands in fields of its own. */
export function logEntries(error: string, repeat = 1): object[] {
  const [type = '', value = ''] = error.split(/: (.*)/s);
  const timestamp = '2026-01-01T00:00:00.000000Z';
  const own = lines('', repeat).slice(0, -1);
  return [
    { event: '::group::Log message source details' },
    { event: '::endgroup::' },
    ...own.map((event) => ({ timestamp, event, level: 'info', logger: 'task.stdout' })),
    ...(error === ''
      ? []
      : [
          {
            timestamp,
            event: 'Task failed with exception',
            level: 'error',
            error_detail: [
              { exc_type: type, exc_value: value, is_cause: false, frames: [{ filename: '/dags/load.py', lineno: 17, name: 'load' }] },
            ],
          },
        ]),
  ];
}

/** The text of a log of Airflow 2. */
export const logText = (error: string, repeat = 1): string =>
  [
    'worker-1',
    '*** Found local files:',
    ...lines('', repeat)
      .slice(0, -1)
      .map((line) => `[2026-01-01T00:00:00.000+0000] {logging_mixin.py:188} INFO - ${line}`),
    ...(error === ''
      ? []
      : [
          '[2026-01-01T00:00:01.000+0000] {taskinstance.py:3311} ERROR - Task failed with exception',
          'Traceback (most recent call last):',
          '  File "/dags/load.py", line 17, in load',
          error,
        ]),
    '[2026-01-01T00:00:01.100+0000] {local_task_job_runner.py:266} INFO - Task exited with return code 1',
    '',
  ].join('\n');
