import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { superviseRun } from './supervise.ts';

/**
 * The small process that stands between the local platform and one run: `node wrapper.ts RUN_DIR`. It lives in a
 * session of its own and survives the processes that started it. SIGTERM ends the run as `interrupted`.
 */
const runDir = process.argv[2];
let interrupted = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => {
    interrupted = true;
  });
process.on('SIGHUP', () => undefined);

if (runDir === undefined) {
  process.stderr.write('usage: node wrapper.ts RUN_DIR\n');
  process.exitCode = 2;
} else {
  try {
    await superviseRun(runDir, { interrupted: () => interrupted, environment: process.env });
  } catch (error) {
    appendFileSync(join(runDir, 'wrapper.log'), `${new Date().toISOString()} ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  }
}
