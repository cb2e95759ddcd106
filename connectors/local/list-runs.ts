import { readForward } from './ended-log.ts';
import { localPaths } from './paths.ts';

/** Prints the ended runs of a state directory as JSON lines, as the platform itself keeps them: `node connectors/local/list-runs.ts STATE_DIR`. */
const [stateDir] = process.argv.slice(2);
if (stateDir === undefined) {
  process.stderr.write('Usage: node connectors/local/list-runs.ts STATE_DIR\n');
  process.exit(2);
}
for await (const { run } of readForward(localPaths(stateDir).ended, 0))
  process.stdout.write(`${JSON.stringify({ job: run.jobKey, run: run.runKey, state: run.state, submissionKey: run.submissionKey })}\n`);
