import { readConfig } from '../../config.ts';
import { runWorker } from '../../temporal/run-worker.ts';
import { broken } from './broken-variants.ts';
import { openFaultPoints } from './fault-points.ts';
import { faultySeams } from './seams.ts';

/** A worker that dies, stops or loses a reply where `FAULTS_DIR` says, or that lacks what `FAULTS_WITHOUT` names. */
const { FAULTS_DIR: directory, FAULTS_WITHOUT: without } = process.env;
if (directory === undefined) throw new Error('FAULTS_DIR is missing: it names the folder of the faults');
try {
  await runWorker(readConfig(process.env), broken(without, faultySeams(openFaultPoints(directory))));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}
