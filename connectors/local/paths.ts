import { dirname, join, resolve } from 'node:path';

/** Where the local platform keeps its state, below the product's state directory. */
export interface LocalPaths {
  readonly root: string;
  /** One folder per run. */
  readonly runs: string;
  /** One empty file per run that has not been put into the ended log yet. */
  readonly active: string;
  /** Append-only list of the runs that ended. */
  readonly ended: string;
  /** Run folders on their way out. */
  readonly trash: string;
  /** One folder per job, kept between its runs. */
  readonly jobStates: string;
}

/** The layout below a state directory. */
export function localPaths(stateDir: string): LocalPaths {
  const root = resolve(stateDir, 'local');
  return {
    root,
    runs: join(root, 'runs'),
    active: join(root, 'active'),
    ended: join(root, 'ended.log'),
    trash: join(root, 'trash'),
    jobStates: join(root, 'state'),
  };
}

/** The layout that a run folder belongs to. */
export const pathsOfRun = (runDir: string): LocalPaths => localPaths(dirname(dirname(dirname(runDir))));

/** The files of one run. Each is written once; its presence is a fact that holds for ever. */
export const runFiles = (runDir: string) => ({
  /** What to run, complete: the job's definition is not needed any more. */
  spec: join(runDir, 'run.json'),
  /** The right to start the command: whoever creates this file starts it, nobody else ever. */
  starting: join(runDir, 'starting'),
  /** The started process. */
  child: join(runDir, 'child.json'),
  /** Somebody asked for the end of the run. */
  cancel: join(runDir, 'cancel'),
  /** How it ended. */
  result: join(runDir, 'result.json'),
  log: join(runDir, 'output.log'),
  scratch: join(runDir, 'scratch'),
});

const safeName = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** The folder of a run, or null when the key cannot be one of ours. */
export const runDirOf = (paths: LocalPaths, runKey: string): string | null =>
  safeName.test(runKey) && runKey.length <= 200 ? join(paths.runs, runKey) : null;
