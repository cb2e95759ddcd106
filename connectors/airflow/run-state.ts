import type { Parameters, RunState } from '../../domain/jobs/types.ts';
import type { DagRun, TaskInstance } from './schemas.ts';

/**
 * Airflow tells of no run how often it was cleared. It raises `max_tries` of every task instance that it clears after a try, and of no other, and
 * keeps every try with the `max_tries` of its time: each rise is one clear of one task instance. Their sum over a run only grows.
 */
export interface TaskHistory {
  readonly task: TaskInstance;
  /** Its tries in order, the last as it stands. */
  readonly tries: readonly TaskInstance[];
}

/** A run at one of its tries. */
export interface Standing {
  /** How often task instances of the run were cleared so far. */
  readonly latest: number;
  /** Every task instance as it stood at that try. */
  readonly tasks: readonly TaskInstance[];
}

interface Rise {
  readonly history: TaskHistory;
  /** When the try after the clear began; infinite while it waits. */
  readonly at: number;
}

const timeOf = (time: string | null | undefined): number => (time ? Date.parse(time) : Number.NaN);

/** Tries that belong to one clear: they share `max_tries`. */
function generationsOf({ tries, task }: TaskHistory): readonly (readonly TaskInstance[])[] {
  const generations: TaskInstance[][] = [];
  for (const one of tries.length > 0 ? tries : [task]) {
    const current = generations.at(-1);
    if (current?.[0]?.max_tries === one.max_tries) current.push(one);
    else generations.push([one]);
  }
  return generations;
}

/** While it waits, a cleared task instance still carries number and times of its last try. */
const beginOf = (before: TaskInstance | undefined, first: TaskInstance | undefined): number => {
  if (first === undefined || first.try_number === before?.try_number) return Number.POSITIVE_INFINITY;
  const begun = timeOf(first.start_date);
  return Number.isNaN(begun) ? Number.POSITIVE_INFINITY : begun;
};

function risesOf(history: TaskHistory): readonly Rise[] {
  const generations = generationsOf(history);
  return generations.slice(1).map((generation, index) => ({ history, at: beginOf(generations[index]?.at(-1), generation[0]) }));
}

/** Whether the tries of a task instance have to be asked for: what was tried once and does not wait was never cleared. */
export const mayBeCleared = ({ try_number: number, max_tries: most, state }: TaskInstance): boolean =>
  number > 1 || (number === 1 && most > 0 && (state === null || state === undefined || state === 'scheduled'));

/** A run at a try, the latest when none is named; null when there is no such try. */
export function standingAt(histories: readonly TaskHistory[], number: number | null): Standing | null {
  const rises = histories.flatMap(risesOf).sort((left, right) => left.at - right.at || 0);
  const latest = rises.length;
  if (number !== null && number > latest) return null;
  const happened = rises.slice(0, number ?? latest);
  const tasks = histories.map((history) => {
    const own = happened.filter((rise) => rise.history === history).length;
    return generationsOf(history)[own]?.at(-1) ?? history.task;
  });
  return { latest, tasks };
}

/** A failed run with tasks that wait for another try is believed to go on for this long. */
const patienceMs = 24 * 3_600_000;

/** How a run stands now. A word that nobody knows yet is taken for "it goes on": it is looked at again. */
export function stateOf({ state, end_date: end }: DagRun, tasks: readonly TaskInstance[], now: number): RunState {
  if (state === 'success') return 'succeeded';
  if (state === 'queued') return 'queued';
  if (state !== 'failed') return 'running';
  const goesOn = tasks.some((task) => task.state === 'up_for_retry') && now - timeOf(end) < patienceMs;
  return goesOn ? 'running' : 'failed';
}

const endedWell = new Set(['success', 'skipped', 'removed']);
const failedStates = new Set(['failed', 'upstream_failed']);

/** How an earlier try of a run ended, by its tasks: the run itself tells of the latest only. */
export function earlierState(tasks: readonly TaskInstance[]): RunState {
  if (tasks.some((task) => task.state === 'failed')) return 'failed';
  const open = tasks.some((task) => !endedWell.has(task.state ?? '') && !failedStates.has(task.state ?? ''));
  return open ? 'running' : 'succeeded';
}

/** Task instances that failed by themselves, the first to fail in front; where there are none, those that others kept from running. */
export function failedTasks(tasks: readonly TaskInstance[]): readonly TaskInstance[] {
  const ended = (task: TaskInstance): number => timeOf(task.end_date) || 0;
  const own = tasks.filter((task) => task.state === 'failed').sort((left, right) => ended(left) - ended(right));
  return own.length > 0 ? own : tasks.filter((task) => task.state === 'upstream_failed');
}

const isValue = (value: unknown): value is string | number | boolean => ['string', 'number', 'boolean'].includes(typeof value);

/** The parameters that a run had: the plain values of its `conf`. */
export const parametersOf = ({ conf }: DagRun): Parameters =>
  Object.fromEntries(Object.entries(conf ?? {}).filter((entry): entry is [string, string | number | boolean] => isValue(entry[1])));

/** A time as ISO in UTC. */
export const isoTime = (time: string | null | undefined): string | null => {
  const at = timeOf(time);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
};
