import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunIdentity } from '../../domain/jobs/types.ts';
import type { RunReport } from '../contract.ts';
import { readOwner } from './claim.ts';
import { createLocalConnector, type LocalPlatform } from './connector.ts';
import { interruptAllRuns } from './interrupt.ts';
import { localPaths } from './paths.ts';
import { namesIn } from './run-files.ts';

/** A local platform in a temporary folder, for tests. */
export function createTestPlatform(jobs: Readonly<Record<string, object | string>>, options: Partial<LocalPlatform> = {}) {
  const root = mkdtempSync(join(tmpdir(), 'nightshift-local-'));
  const jobsDir = join(root, 'jobs');
  const stateDir = join(root, 'state');
  mkdirSync(jobsDir);
  const define = (name: string, definition: object | string): void => {
    mkdirSync(join(jobsDir, name), { recursive: true });
    const content = typeof definition === 'string' ? definition : JSON.stringify({ application: 'tests', ...definition });
    writeFileSync(join(jobsDir, name, 'job.yaml'), content);
  };
  for (const [name, definition] of Object.entries(jobs)) define(name, definition);
  const connector = createLocalConnector({ jobsDir, stateDir, ...options });
  return {
    root,
    jobsDir,
    stateDir,
    connector,
    define,
    runDir: (run: RunIdentity): string => join(stateDir, 'local', 'runs', run.runKey),
    close: async (): Promise<void> => {
      await interruptAllRuns(stateDir);
      const { runs } = localPaths(stateDir);
      for (const runKey of await namesIn(runs)) while ((await readOwner(join(runs, runKey)))?.alive) await sleep(20);
      rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
    /** Waits until the run is as wanted; fails with what it is instead. */
    until: async (run: RunIdentity, wanted: (report: RunReport) => boolean, withinMs = 15_000): Promise<RunReport> => {
      const deadline = performance.now() + withinMs;
      for (;;) {
        const report = await connector.readRun(run);
        if (report !== null && wanted(report)) return report;
        if (performance.now() > deadline) throw new Error(`The run did not get there: ${JSON.stringify(report)}`);
        await sleep(40);
      }
    },
  };
}

/** True once a run has ended. */
export const hasEnded = (report: RunReport): boolean => report.finishedAt !== null;

/** A job whose command is a piece of JavaScript. */
export const script = (source: string, more: object = {}): object => ({ command: ['node', '-e', source], ...more });
