import type { Parameters } from '../../domain/jobs/types.ts';
import { affectedTasks, inlined, isTooShort, type NodeTypes, type Resources } from './resources.ts';
import type { JobSettings, Run } from './schemas.ts';

/** The name of a copy tells whose it is: the key of its submission stands at the end. */
const nameOf = (settings: JobSettings, key: string): string => `${(settings.name ?? 'job').slice(0, 200)} · nightshift ${key}`;

/** Key of the submission that a run was made for as a copy of its job; null for every other run. */
export const keyOfCopy = (run: Pick<Run, 'run_name' | 'run_type'>): string | null =>
  run.run_type === 'SUBMIT_RUN' ? (/ · nightshift (\S{1,64})$/.exec(run.run_name ?? '')?.[1] ?? null) : null;

/** Every text in a definition, changed; the shape stays. */
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapTexts(item, change)]));
}

/** A run of its own has no job parameters: notebooks get them as their own, and references to them are filled in. */
function withParameters(task: object, parameters: Readonly<Record<string, string>>): object {
  const filled = mapTexts(task, (text) =>
    text.replace(/\{\{\s*job\.parameters\.(\w+)\s*\}\}/g, (whole, name: string) => parameters[name] ?? whole),
  ) as { readonly notebook_task?: { readonly base_parameters?: object } };
  const { notebook_task: notebook } = filled;
  if (notebook === undefined) return filled;
  return { ...filled, notebook_task: { ...notebook, base_parameters: { ...notebook.base_parameters, ...parameters } } };
}

/** What of a job's settings a run of its own takes as well. */
const alsoTaken = ['git_source', 'environments', 'queue', 'run_as', 'budget_policy_id', 'usage_policy_id', 'performance_target'] as const;

/** A one-off run that does the job's whole work with larger machines or more time. Nothing of the job itself is changed. */
export function copyOf(
  settings: JobSettings,
  order: {
    readonly key: string;
    readonly failed: Run | null;
    readonly parameters: Parameters;
    readonly resources: Resources;
    readonly nodeTypes: NodeTypes;
  },
): object {
  const { key, failed, resources, nodeTypes } = order;
  const usual = settings.parameters.map(({ name, default: value }) => [name, value ?? ''] as const);
  const given = Object.entries(order.parameters).map(([name, value]) => [name, String(value)] as const);
  const parameters = Object.fromEntries([...usual, ...given]);
  const affected = new Set(affectedTasks(settings, failed).map((task) => task.task_key));
  const limit = isTooShort(settings.timeout_seconds, resources) ? resources.timeoutSeconds : settings.timeout_seconds;
  return {
    run_name: nameOf(settings, key),
    idempotency_token: key,
    ...Object.fromEntries(alsoTaken.flatMap((name) => (isGiven(settings[name]) ? [[name, settings[name]]] : []))),
    ...(limit ? { timeout_seconds: limit } : {}),
    tasks: settings.tasks.map((task) =>
      withParameters(inlined(settings, task, affected.has(task.task_key) ? resources : {}, nodeTypes), parameters),
    ),
  };
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
