import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { cacheDirectory } from '../../embedded/temporal-cli.ts';
import { startDatabricks } from '../simulators/databricks/server.ts';
import { createWorkspace } from '../simulators/databricks/workspace.ts';

/** Lets the official Python client speak to our simulator through every call that the connector makes: its shapes must not be our own invention. */
const version = '0.162.0';
const environment = join(cacheDirectory(process.env), `databricks-sdk-${version}`);
const python = join(environment, 'bin', 'python');

function install(): void {
  if (existsSync(join(environment, 'installed'))) return;
  console.log(`Installing databricks-sdk ${version} into ${environment}`);
  execFileSync('python3', ['-m', 'venv', environment], { stdio: 'inherit' });
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `databricks-sdk==${version}`], {
    stdio: 'inherit',
  });
  execFileSync('touch', [join(environment, 'installed')]);
}

/** Runs the client; its answer is the last line that it prints. */
function drive(parameters: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, [join(import.meta.dirname, 'drive.py'), ...parameters], {
      env: { PATH: process.env['PATH'], HOME: environment, NO_PROXY: '127.0.0.1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const printed: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0)
        resolve(JSON.parse(Buffer.concat(printed).toString().trim().split('\n').at(-1) ?? '{}', readId) as Record<string, unknown>);
      else reject(new Error(`The client ended with ${code}`));
    });
  });
}

/** Ids are beyond what a number holds: they are compared as they were written. */
const readId = (_name: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) ? context?.source : value;

install();
const [jobId, otherJob] = [9_007_199_254_740_993n, 9_007_199_254_740_995n];
const workspace = createWorkspace([
  {
    id: jobId,
    name: 'Ingest',
    tasks: [
      { task_key: 'fetch', job_cluster_key: 'main', spark_python_task: { python_file: 'fetch.py' } },
      { task_key: 'merge', job_cluster_key: 'main', depends_on: [{ task_key: 'fetch' }], notebook_task: { notebook_path: '/merge' } },
    ],
    settings: {
      job_clusters: [{ job_cluster_key: 'main', new_cluster: { num_workers: 2, node_type_id: 'small', spark_version: '15.4.x' } }],
      parameters: [{ name: 'day', default: '2026-01-01' }],
    },
  },
  { id: otherJob, name: 'Load', tasks: ['load'] },
  { id: otherJob + 2n, name: 'Report', tasks: ['report'] },
]);
const failed = workspace.start(jobId, null, {});
workspace.end(failed, 'RUN_EXECUTION_ERROR', 'ValueError: no such day');
for (let count = 0; count < 4; count++) workspace.end(workspace.start(otherJob, null, {}), 'SUCCESS', '');
const simulator = await startDatabricks(workspace);
const { url, token, clientId, clientSecret } = simulator;
const said = await drive([url, token, clientId, clientSecret, String(jobId), String(otherJob), String(failed.runId)]);
await simulator.close();

const expected: Readonly<Record<string, unknown>> = {
  jobs: ['Ingest', 'Load', 'Report'],
  'jobs as a principal': 3,
  job: [String(jobId), ['fetch', 'merge'], 2],
  'jobs with tasks': [2, 1, 1],
  'ended runs': 5,
  run: [
    String(failed.runId),
    'TERMINATED',
    'FAILED',
    'RUN_EXECUTION_ERROR',
    'CLIENT_ERROR',
    ['fetch', 'merge'],
    'ORIGINAL',
    { day: '2026-01-01' },
  ],
  output: 'ValueError: no such day',
  'output of a run of several tasks': 'InvalidParameterValue: INVALID_PARAMETER_VALUE',
  'a run that there is not': 'ResourceDoesNotExist: INVALID_PARAMETER_VALUE',
  'a job that there is not': 'ResourceDoesNotExist: INVALID_PARAMETER_VALUE',
  'run-now, the same token twice': true,
  'a going run': 'RUNNING',
  'a cancelled run': 'USER_CANCELED',
  'submit, the same token twice': true,
  'a copy': ['copy', 'SUBMIT_RUN', 'large'],
  'an updated job': ['changed', 8, 2],
  'a removed field': null,
  'a repaired run': [true, 1, 8],
  'repair of a going run': 'InvalidState: INVALID_STATE',
};
const names = [...new Set([...Object.keys(expected), ...Object.keys(said)])];
const wrong = names.filter((name) => !isDeepStrictEqual(said[name], expected[name]));
for (const name of names)
  console.log(
    wrong.includes(name) ? `FAIL ${name}: ${JSON.stringify(said[name])} instead of ${JSON.stringify(expected[name])}` : `ok   ${name}`,
  );
console.log(`\n${names.length - wrong.length} passed, ${wrong.length} failed, with databricks-sdk ${version}`);
process.exit(wrong.length === 0 ? 0 : 1);
