import { checkJobsFolder } from './definitions.ts';

/** Checks a folder of job definitions: `node connectors/local/check-jobs.ts DIR`. Prints what it found as JSON. */
const [jobsDir] = process.argv.slice(2);
if (jobsDir === undefined) {
  process.stderr.write('Usage: node connectors/local/check-jobs.ts DIR\n');
  process.exit(2);
}
process.stdout.write(`${JSON.stringify(await checkJobsFolder(jobsDir))}\n`);
