import { type EventReading, ignored, linesOf, timeOf } from './reported-failure.ts';

/** A `workflow_run` event of a CI system of GitHub's shape, as far as we read it. */
export interface WorkflowRunEvent {
  readonly action: string;
  readonly repository: string;
  readonly run: {
    readonly id: string;
    readonly name: string;
    readonly attempt: number;
    readonly conclusion: string | null;
    readonly url: string | null;
    readonly branch: string | null;
    readonly updatedAt: string | null;
  };
}

const failures: Readonly<Record<string, string>> = {
  failure: 'a step of the workflow failed',
  timed_out: 'the workflow timed out',
  startup_failure: 'the workflow could not be started: its definition is invalid',
};

/** A failed run from the end of a workflow; attempts count from 1 there, and are the platform's own tries here. */
export function readWorkflowRun({ action, repository, run }: WorkflowRunEvent): EventReading {
  if (action !== 'completed') return ignored(`the workflow is ${action}`);
  const told = failures[run.conclusion ?? ''];
  if (told === undefined) return ignored(`the workflow ended with ${run.conclusion ?? 'no conclusion'}`);
  const finishedAt = timeOf(run.updatedAt);
  return {
    kind: 'failure',
    failure: {
      platform: 'http',
      job: `${repository}/${run.name}`,
      run: run.id,
      try: Math.max(0, run.attempt - 1),
      errorText: linesOf(told, run.url),
      application: repository,
      ...(run.branch === null ? {} : { parameters: { branch: run.branch } }),
      ...(finishedAt === undefined ? {} : { finishedAt }),
    },
  };
}
