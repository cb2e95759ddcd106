import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Environment, projectDirectory, StartError } from '../environment.ts';
import type { ApiClient } from './api-client.ts';
import type { Expectation } from './expectations.ts';

const expectation = (key: string, name: string, cause: string, action: string): Expectation => ({
  job: name,
  key,
  application: 'lakehouse',
  status: 'RESOLVED',
  cause,
  origin: null,
  action,
  approval: null,
});

/** The simulated workspace beside the local jobs. */
export interface DemoWorkspace {
  /** What the stack needs to know of it. */
  readonly environment: Environment;
  readonly expectations: readonly Expectation[];
  /** Comes back once a sweep has made its jobs known. */
  known(api: ApiClient): Promise<void>;
  /** Lets its jobs run, and fail. */
  startJobs(): void;
  stop(): void;
}

async function untilKnown(api: ApiClient): Promise<void> {
  for (const until = Date.now() + 120_000; Date.now() < until; await sleep(500)) {
    const { items } = await api.get<{ items: readonly unknown[] }>('/api/jobs?platform=databricks&limit=10');
    if (items.length > 0) return;
  }
  throw new StartError('The simulated Databricks workspace was not swept: see the logs of the worker.');
}

/** Starts the simulated workspace in a process of its own. @throws StartError when platforms are configured already */
export async function startDemoWorkspace(environment: Environment): Promise<DemoWorkspace> {
  if ((environment['PLATFORMS_FILE'] ?? '') !== '')
    throw new StartError('--with-databricks brings its own PLATFORMS_FILE: unset yours for the demo.');
  const child = spawn(process.execPath, [join(projectDirectory, 'tests/simulators/databricks/demo.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), once(child, 'exit').then(() => [''])])) as [
    string,
  ];
  if (line === '') throw new StartError('The simulated Databricks workspace did not start.');
  const { url, token } = JSON.parse(line) as { readonly url: string; readonly token: string };
  return {
    environment: {
      PLATFORMS_FILE: join(projectDirectory, 'examples/databricks/platforms.yaml'),
      DEMO_DATABRICKS_URL: url,
      DEMO_DATABRICKS_TOKEN: token,
      SWEEP_INTERVAL_SECONDS: environment['SWEEP_INTERVAL_SECONDS'] ?? '5',
    },
    expectations: [
      expectation('620714000000000001', 'orders-merge', 'RESOURCE', 'RETRY_WITH_NEW_PARAMS'),
      expectation('620714000000000002', 'events-ingest', 'NETWORK', 'RETRY'),
    ],
    known: untilKnown,
    startJobs: () => void child.stdin.write('start\n'),
    stop: () => void child.kill(),
  };
}
