import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Parameters, RunState } from '../../domain/jobs/types.ts';
import { hasCode, readWritten } from './durable.ts';
import { type LocalPaths, runFiles } from './paths.ts';
import type { ProcessIdentity } from './process-table.ts';

/** One run, complete: the job's definition with the parameters filled in. */
export interface RunSpec {
  readonly runKey: string;
  readonly jobKey: string;
  readonly submissionKey: string;
  readonly submittedAt: string;
  /** Every parameter with the value that this run uses. */
  readonly parameters: Parameters;
  readonly command: readonly string[];
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeLimitSeconds: number | null;
  readonly memoryLimitMb: number | null;
  readonly logLimitBytes: number;
}

/** The started command. */
export interface ChildRecord {
  readonly process: ProcessIdentity;
  readonly startedAt: string;
}

/** Why a run ended as it did. */
export const endReasons = [
  'exit-code',
  'signal',
  'time-limit',
  'memory-limit',
  'cancelled',
  'interrupted',
  'start-failed',
  'unobserved',
] as const;
export type EndReason = (typeof endReasons)[number];

/** How a run ended. */
export interface RunResult {
  readonly state: Exclude<RunState, 'queued' | 'running'>;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Null when the run succeeded. */
  readonly reason: EndReason | null;
  /** The platform's own sentence about the end. */
  readonly message: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string;
}

/** The names in a folder; none when it does not exist. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

/** The folders of the runs that have not ended, or whose end is not in the ended log yet. */
export const activeRunDirs = async (paths: LocalPaths): Promise<string[]> =>
  (await namesIn(paths.active)).map((runKey) => join(paths.runs, runKey));

/** What a run was started with; null when the folder holds none. */
export const readRunSpec = (runDir: string): Promise<RunSpec | null> => readWritten<RunSpec>(runFiles(runDir).spec);
