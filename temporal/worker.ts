import { readConfig } from '../config.ts';
import { runWorker } from './run-worker.ts';

try {
  await runWorker(readConfig(process.env));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
