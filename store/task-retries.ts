import { appendRecord, recordedStep } from './record.ts';
import type { Tx } from './tx.ts';

/** A task of a run, as people name it. */
export interface TaskOfRun {
  readonly platform: string;
  readonly jobKey: string;
  readonly runKey: string;
  readonly task: string;
  readonly mapIndex: number | null;
  readonly key: string;
}

const nameOf = ({ task, mapIndex, runKey, jobKey, platform }: TaskOfRun): string =>
  `task ${task}${mapIndex === null ? '' : `[${mapIndex}]`} of run ${runKey} of ${jobKey} on ${platform}`;

const detailOf = ({ platform, jobKey, runKey, task, mapIndex, key }: TaskOfRun) => ({
  platform,
  job: jobKey,
  run: runKey,
  task,
  mapIndex,
  key,
});

/** Writes down that somebody wants a task done again; once per key. */
export async function recordTaskRetryRequest(tx: Tx, asked: TaskOfRun): Promise<void> {
  const step = `task-retry-requested/${asked.key}`;
  if ((await recordedStep(tx, step)) !== null) return;
  await appendRecord(tx, {
    incidentId: null,
    kind: 'task-retry-requested',
    stage: 'act',
    stepKey: step,
    summary: `${tx.actor.name} wants ${nameOf(asked)} done again.`,
    detail: detailOf(asked),
  });
}

/** Writes down what came of it; once per key. */
export async function recordTaskRetry(tx: Tx, asked: TaskOfRun, refused: string | null): Promise<void> {
  const step = `task-retried/${asked.key}`;
  if ((await recordedStep(tx, step)) !== null) return;
  await appendRecord(tx, {
    incidentId: null,
    kind: refused === null ? 'task-retried' : 'task-retry-refused',
    stage: 'act',
    stepKey: step,
    summary: refused === null ? `${nameOf(asked).replace(/^t/, 'T')} is done again.` : `Not done again: ${refused}.`,
    detail: { ...detailOf(asked), refused },
  });
}
