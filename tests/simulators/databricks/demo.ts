import { startDatabricks } from './server.ts';
import { createWorkspace, type SimulatedRun } from './workspace.ts';

/**
 * A workspace with two jobs that really fail until something is done: one needs machines with more memory, one a second try of its last task.
 * Prints its address and token as one line of JSON, and starts both jobs whenever it gets a line on its input.
 */
const cluster = { spark_version: '15.4.x-scala2.12', node_type_id: 'Standard_DS3_v2', num_workers: 2 };
const merge = 620_714_000_000_000_001n;
const ingest = 620_714_000_000_000_002n;
const workspace = createWorkspace(
  [
    {
      id: merge,
      name: 'orders-merge',
      tasks: [{ task_key: 'merge', new_cluster: cluster, spark_python_task: { python_file: 'merge.py' } }],
    },
    { id: ingest, name: 'events-ingest', tasks: ['fetch', { task_key: 'publish', depends_on: [{ task_key: 'fetch' }] }] },
  ],
  { now: () => Date.now() },
);

const outOfMemory =
  'org.apache.spark.SparkException: Job aborted due to stage failure: ExecutorLostFailure\nCaused by: java.lang.OutOfMemoryError: Java heap space';
const refused =
  "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='events.example.com', port=443): Max retries exceeded (Caused by NewConnectionError('Failed to establish a new connection: [Errno 111] Connection refused'))";

/** How a run ends, by what it was given. */
function finish(run: SimulatedRun): void {
  const [first, last] = [run.tasks[0], run.tasks.at(-1)];
  if (first?.key === 'merge') {
    const small = first.settings.new_cluster?.node_type_id === cluster.node_type_id;
    return workspace.end(run, small ? 'RUN_EXECUTION_ERROR' : 'SUCCESS', small ? outOfMemory : '');
  }
  workspace.finish(run, 'fetch');
  const failing = last?.attempt === 0;
  workspace.end(run, failing ? 'RUN_EXECUTION_ERROR' : 'SUCCESS', failing ? refused : '');
}
workspace.onBegin((run) => void setTimeout(() => finish(run), 2_000));

const { url, token } = await startDatabricks(workspace);
process.stdin.on('data', () => {
  for (const job of [merge, ingest]) workspace.start(job, null, {});
});
// Whoever started it is gone.
process.stdin.on('end', () => process.exit(0));
process.stdout.write(`${JSON.stringify({ url, token })}\n`);
