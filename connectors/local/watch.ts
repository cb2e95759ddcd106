import { watch as watchFile } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunSummary } from '../contract.ts';
import { describeLog, readForward } from './ended-log.ts';
import { healRun } from './launch.ts';
import type { LocalPaths } from './paths.ts';
import { activeRunDirs } from './run-files.ts';

/** What a watcher of ended runs is given. */
export interface EndedRunsWatch {
  /** Called for each run that ends from now on, one after the other; a run whose call fails is reported again. */
  readonly onEnded: (run: RunSummary) => Promise<void> | void;
  readonly signal: AbortSignal;
}

const pollMs = 1000;

/** Something to wait for: a change of the folder, or a second. */
function watchFolder(folder: string, signal: AbortSignal): { readonly next: () => Promise<void>; readonly close: () => void } {
  let changed = new AbortController();
  const watcher = (() => {
    try {
      return watchFile(folder, { persistent: false }, () => changed.abort());
    } catch {
      return null; // no watch to be had: polling does it
    }
  })();
  watcher?.on('error', () => undefined);
  return {
    next: async () => {
      await sleep(pollMs, undefined, { signal: AbortSignal.any([signal, changed.signal]) }).catch(() => undefined);
      changed = new AbortController();
    },
    close: () => watcher?.close(),
  };
}

async function reportFrom(paths: LocalPaths, offset: number, onEnded: EndedRunsWatch['onEnded']): Promise<number> {
  let reached = offset;
  try {
    for await (const { run, next } of readForward(paths.ended, offset)) {
      const { recordedAt: _recordedAt, ...summary } = run;
      await onEnded(summary);
      reached = next;
    }
  } catch {
    // tried again from the same run at the next look
  }
  return reached;
}

/** Looks after the runs beside the reporting, which must not wait for it. */
async function keepHealing(paths: LocalPaths, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      for (const runDir of await activeRunDirs(paths)) await healRun(runDir);
    } catch {
      // looked at again in a second
    }
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

async function keepReporting(paths: LocalPaths, { onEnded, signal }: EndedRunsWatch): Promise<void> {
  let log = await describeLog(paths.ended);
  let offset = log.size;
  const folder = watchFolder(paths.root, signal);
  while (!signal.aborted) {
    await folder.next();
    const now = await describeLog(paths.ended);
    if (now.id !== log.id && log.id !== 'none') offset = 0;
    log = now;
    if (now.size > offset) offset = await reportFrom(paths, offset, onEnded);
  }
  folder.close();
}

/** Reports the runs that end from now on, within a second, and looks after runs whose watcher died. Ends when the signal does. */
export async function watchEnded(paths: LocalPaths, watch: EndedRunsWatch): Promise<void> {
  await mkdir(paths.active, { recursive: true });
  await Promise.all([keepReporting(paths, watch), keepHealing(paths, watch.signal)]);
}
