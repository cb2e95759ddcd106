import type { Parameters, RunState } from '../../domain/jobs/types.ts';
import type { Run, Standing, Task } from './schemas.ts';

const waiting = new Set(['BLOCKED', 'PENDING', 'QUEUED', 'WAITING', 'WAITING_FOR_RETRY']);
const ended = new Set(['TERMINATED', 'SKIPPED', 'INTERNAL_ERROR']);
const good = new Set(['SUCCESS', 'SUCCESS_WITH_FAILURES']);

/** The termination code; before there were codes, the result. Null while the run goes on. */
export const codeOf = ({ state, status }: Standing): string | null => {
  const life = status?.state ?? state?.life_cycle_state ?? '';
  if (!ended.has(life)) return null;
  return status?.termination_details?.code ?? state?.result_state ?? life;
};

/** How a run, a task or a repair stands. A word that nobody knows yet is taken for "it goes on": it is looked at again. */
export function stateOf(standing: Standing): RunState {
  const life = standing.status?.state ?? standing.state?.life_cycle_state ?? '';
  const code = codeOf(standing);
  if (code !== null) return good.has(standing.state?.result_state ?? code) || good.has(code) ? 'succeeded' : 'failed';
  return waiting.has(life) ? 'queued' : 'running';
}

/** How often a run was repaired. */
export const repairsOf = ({ repair_history: history }: Run): number => history.filter(({ type }) => type !== 'ORIGINAL').length;

/** How one try of a run stands: the original is try 0, the first repair try 1. Null when there is no such try. */
export function standingOf(run: Run, number: number | null): Standing | null {
  const latest = repairsOf(run);
  if (number === null || number === latest) return run;
  return number > latest ? null : (run.repair_history[number] ?? null);
}

/** A task that did not run because another one had failed. */
export const waitedInVain = (task: Task): boolean =>
  [codeOf(task), task.state?.result_state].some((code) => code?.startsWith('UPSTREAM_') === true);

/** Tasks that failed by themselves, the one that failed first in front; those that only waited for them come last. */
export const failedTasks = (tasks: readonly Task[]): readonly Task[] =>
  tasks
    .filter((task) => stateOf(task) === 'failed')
    .toSorted((left, right) => Number(waitedInVain(left)) - Number(waitedInVain(right)) || (left.end_time ?? 0) - (right.end_time ?? 0));

/** What the platform says of a failure, its codes first. */
export const saidOf = ({ state, status }: Standing): string => {
  const { code, type, message } = status?.termination_details ?? {};
  const said = message ?? state?.state_message ?? '';
  return [code, type && `(${type})`, said].filter(Boolean).join(' ');
};

const isValue = (value: unknown): value is string | number | boolean => ['string', 'number', 'boolean'].includes(typeof value);

/** The parameters that a run had: those of the job, and those that a notebook was given besides. */
export function parametersOf({ job_parameters: declared, overriding_parameters: overriding }: Run): Parameters {
  const named = declared.map(({ name, value, default: usual }) => [name, value ?? usual] as const);
  const notebook = Object.entries(overriding?.notebook_params ?? {});
  return Object.fromEntries(
    [...named, ...notebook].filter((pair): pair is readonly [string, string | number | boolean] => isValue(pair[1])),
  );
}

export const isoTime = (time: number | null | undefined): string | null => (time ? new Date(time).toISOString() : null);
