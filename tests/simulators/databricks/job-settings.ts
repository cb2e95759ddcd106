/** Settings of a simulated job, in the shape of the API. What the simulator does not read is kept as it is. */

export interface ClusterSettings {
  readonly num_workers?: number;
  readonly autoscale?: { readonly min_workers: number; readonly max_workers: number };
  readonly node_type_id?: string;
  readonly [field: string]: unknown;
}

export interface TaskSettings {
  readonly task_key: string;
  readonly job_cluster_key?: string;
  readonly new_cluster?: ClusterSettings;
  readonly [field: string]: unknown;
}

export interface JobSettings {
  readonly name: string;
  readonly description?: string;
  readonly tasks: readonly TaskSettings[];
  readonly job_clusters: readonly { readonly job_cluster_key: string; readonly new_cluster: ClusterSettings }[];
  readonly parameters: readonly { readonly name: string; readonly default: string }[];
  readonly [field: string]: unknown;
}

/** A job as a test writes it: tasks by their keys, or whole. */
export interface JobInput {
  readonly id: bigint;
  readonly name: string;
  readonly tasks: readonly (string | TaskSettings)[];
  readonly settings?: Partial<JobSettings>;
}

export const settingsOf = ({ name, tasks, settings = {} }: JobInput): JobSettings => ({
  format: 'MULTI_TASK',
  max_concurrent_runs: 1,
  job_clusters: [],
  parameters: [],
  ...settings,
  name,
  tasks: tasks.map((task) => (typeof task === 'string' ? { task_key: task } : task)),
});

/** Entries of an array are replaced whole by their keys, new ones come in, the others stay. */
function merged<Item>(before: readonly Item[], given: readonly Item[], keyOf: (item: Item) => string): Item[] {
  const byKey = new Map(given.map((item) => [keyOf(item), item]));
  const known = new Set(before.map(keyOf));
  return [...before.map((item) => byKey.get(keyOf(item)) ?? item), ...given.filter((item) => !known.has(keyOf(item)))];
}

/** `jobs/update`: top-level fields are replaced, tasks and clusters merged, and what is named is removed. */
export function mergeSettings(before: JobSettings, set: Partial<JobSettings>, remove: readonly string[]): JobSettings {
  const next = {
    ...before,
    ...structuredClone(set),
    tasks: merged(before.tasks, set.tasks ?? [], (task) => task.task_key),
    job_clusters: merged(before.job_clusters, set.job_clusters ?? [], (one) => one.job_cluster_key),
  };
  return Object.fromEntries(Object.entries(next).filter(([name]) => !remove.includes(name))) as unknown as JobSettings;
}
