import { z } from 'zod';

/** Answers of the Jobs API (2.2), as far as they are read: open to what is new, strict in what is needed. */

const id = z.union([z.string(), z.number()]).transform(String);
const time = z.number().nullish();
const text = z.string().nullish();

const state = z.looseObject({ life_cycle_state: text, result_state: text, state_message: text });
const status = z.looseObject({
  state: text,
  termination_details: z.looseObject({ code: text, type: text, message: text }).nullish(),
});

/** What a run, a task and a repair have in common: how they stand. */
const standing = { state: state.nullish(), status: status.nullish(), start_time: time, end_time: time };
export type Standing = z.output<z.ZodObject<typeof standing>>;

/** A job's own machines. What is not read is kept, for a cluster is only ever sent back whole. */
const cluster = z.looseObject({
  num_workers: z.number().nullish(),
  autoscale: z.looseObject({ min_workers: z.number(), max_workers: z.number() }).nullish(),
  node_type_id: text,
  driver_node_type_id: text,
  instance_pool_id: text,
});
export type Cluster = z.output<typeof cluster>;
const jobCluster = z.looseObject({ job_cluster_key: z.string(), new_cluster: cluster });

/** Where a task runs, in a job and in a run alike. */
const place = { job_cluster_key: text, new_cluster: cluster.nullish(), timeout_seconds: z.number().nullish() };
const jobTask = z.looseObject({ task_key: z.string(), ...place });
export type JobTask = z.output<typeof jobTask>;

const task = z.looseObject({ task_key: z.string(), run_id: id, attempt_number: z.number().int().default(0), ...place, ...standing });
export type Task = z.output<typeof task>;

const repair = z.looseObject({ type: z.string(), id: id.nullish(), task_run_ids: z.array(id).default([]), ...standing });

export const run = z.looseObject({
  job_id: id.nullish(),
  run_id: id,
  run_name: text,
  run_type: text,
  run_page_url: text,
  ...standing,
  tasks: z.array(task).default([]),
  job_clusters: z.array(jobCluster).default([]),
  job_parameters: z.array(z.looseObject({ name: z.string(), default: z.unknown(), value: z.unknown() })).default([]),
  overriding_parameters: z.looseObject({ notebook_params: z.record(z.string(), z.unknown()).nullish() }).nullish(),
  repair_history: z.array(repair).default([]),
  next_page_token: text,
});
export type Run = z.output<typeof run>;

export const runPage = z.looseObject({ runs: z.array(run).default([]), next_page_token: text });
export const jobPage = z.looseObject({
  jobs: z.array(z.looseObject({ job_id: id, settings: z.looseObject({ name: text, description: text }).nullish() })).default([]),
  next_page_token: text,
});

const jobSettings = z.looseObject({
  name: text,
  description: text,
  /** Set where a bundle or another tool owns the job, and would undo what is changed in it. */
  deployment: z.unknown().optional(),
  edit_mode: text,
  timeout_seconds: z.number().nullish(),
  tasks: z.array(jobTask).default([]),
  job_clusters: z.array(jobCluster).default([]),
  parameters: z.array(z.looseObject({ name: z.string(), default: z.coerce.string().nullish() })).default([]),
  environments: z.array(z.unknown()).default([]),
});
export type JobSettings = z.output<typeof jobSettings>;
export const job = z.looseObject({ settings: jobSettings, next_page_token: text });

export const output = z.looseObject({ error: text, error_trace: text, logs: text, logs_truncated: z.boolean().nullish() });
export type Output = z.output<typeof output>;
export const started = z.looseObject({ run_id: id });
export const repaired = z.looseObject({ repair_id: id });
