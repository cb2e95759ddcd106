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

const task = z.looseObject({ task_key: z.string(), run_id: id, attempt_number: z.number().int().default(0), ...standing });
export type Task = z.output<typeof task>;

const repair = z.looseObject({ type: z.string(), id: id.nullish(), task_run_ids: z.array(id).default([]), ...standing });

export const run = z.looseObject({
  job_id: id.nullish(),
  run_id: id,
  run_page_url: text,
  ...standing,
  tasks: z.array(task).default([]),
  job_parameters: z.array(z.looseObject({ name: z.string(), default: z.unknown(), value: z.unknown() })).default([]),
  overriding_parameters: z.looseObject({ notebook_params: z.record(z.string(), z.unknown()).nullish() }).nullish(),
  repair_history: z.array(repair).default([]),
  next_page_token: text,
});
export type Run = z.output<typeof run>;

export const runPage = z.looseObject({ runs: z.array(run).default([]), next_page_token: text });
export const jobPage = z.looseObject({
  jobs: z.array(z.looseObject({ job_id: id, settings: z.looseObject({ name: text }).nullish() })).default([]),
  next_page_token: text,
});
export const output = z.looseObject({ error: text, error_trace: text, logs: text, logs_truncated: z.boolean().nullish() });
export type Output = z.output<typeof output>;
export const started = z.looseObject({ run_id: id });
export const repaired = z.looseObject({ repair_id: id });
