import { z } from 'zod';

/** Answers of the REST API of Airflow 2 and 3, as far as they are read: open to what is new, strict in what is needed. */

const text = z.string().nullish();
const total = z.number().int().nullish();

export const dag = z.looseObject({ dag_id: z.string().min(1), dag_display_name: text, is_paused: z.boolean().nullish() });
export const dagPage = z.looseObject({ dags: z.array(dag), total_entries: total });
export type Dag = z.output<typeof dag>;

export const dagRun = z.looseObject({
  dag_run_id: z.string().min(1),
  dag_id: z.string().min(1),
  state: text,
  start_date: text,
  end_date: text,
  conf: z.record(z.string(), z.unknown()).nullish(),
});
export type DagRun = z.output<typeof dagRun>;
export const dagRunPage = z.looseObject({ dag_runs: z.array(dagRun), total_entries: total });

/** One run of a task, or one try of it: the history has the same shape. */
export const taskInstance = z.looseObject({
  task_id: z.string().min(1),
  dag_run_id: text,
  map_index: z
    .number()
    .int()
    .nullish()
    .transform((value) => value ?? -1),
  state: text,
  try_number: z
    .number()
    .int()
    .nullish()
    .transform((value) => value ?? 0),
  max_tries: z
    .number()
    .int()
    .nullish()
    .transform((value) => value ?? 0),
  start_date: text,
  end_date: text,
  operator: text,
  operator_name: text,
});
export type TaskInstance = z.output<typeof taskInstance>;
export const taskInstancePage = z.looseObject({ task_instances: z.array(taskInstance), total_entries: total });

/** What a clear answers with; Airflow 2 tells no more than which tasks it was. */
export const cleared = z.looseObject({ task_instances: z.array(z.looseObject({ task_id: z.string() })) });

export const logPart = z.looseObject({ content: z.union([z.string(), z.array(z.unknown())]), continuation_token: text });
/** The token of a sign-in; early 3.0 named it otherwise. */
export const signedIn = z
  .looseObject({ access_token: text, jwt_token: text })
  .transform(({ access_token: access, jwt_token: early }) => access ?? early ?? '')
  .pipe(z.string().min(1));
export const version = z.looseObject({ version: z.string().min(1) });
export const health = z.looseObject({ scheduler: z.looseObject({ status: text }).nullish() });
