import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './durable.ts';
import { readBackward } from './ended-log.ts';
import type { LocalPaths } from './paths.ts';
import { namesIn } from './run-files.ts';

/** How long the folders of ended runs (their output above all) are kept. The list of ended runs is kept for ever. */
export interface RunRetention {
  readonly days: number;
  readonly maxRuns: number;
}

const dayMs = 86_400_000;
/** Whatever the limits: a case that was just opened still has to read its run. */
const alwaysKeptMs = 3_600_000;

/** Removes the folders of runs that ended long ago. A folder leaves the list of runs in one step, then it is deleted. */
export async function pruneRuns(paths: LocalPaths, retention: RunRetention, nowMs: number): Promise<string[]> {
  const present = new Set(await namesIn(paths.runs));
  const removed: string[] = [];
  let seen = 0;
  for await (const { run } of readBackward(paths.ended)) {
    if (!present.delete(run.runKey)) continue;
    seen += 1;
    const ageMs = nowMs - Date.parse(run.recordedAt);
    if (ageMs < alwaysKeptMs || (seen <= retention.maxRuns && ageMs < retention.days * dayMs)) continue;
    await mkdir(paths.trash, { recursive: true });
    await rename(join(paths.runs, run.runKey), join(paths.trash, `${run.runKey}.${randomUUID()}`)).catch((error: unknown) => {
      if (!hasCode(error, 'ENOENT')) throw error;
    });
    removed.push(run.runKey);
  }
  await rm(paths.trash, { recursive: true, force: true });
  return removed;
}
