import { createHash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Parameters, RunIdentity } from '../../domain/jobs/types.ts';
import { ConnectorError, type Submission, type SubmissionRef } from '../contract.ts';
import { describeProblem } from '../definition-problems.ts';
import { type LocalJob, loadJobDefinitions } from './definitions.ts';
import { writeOnce } from './durable.ts';
import { findEnded } from './ended-log.ts';
import { healRun, sendWrapper } from './launch.ts';
import { fillDefinition, valueProblem } from './parameters.ts';
import { type LocalPaths, runDirOf, runFiles } from './paths.ts';
import { type RunSpec, readRunSpec } from './run-files.ts';

const maxKeyLength = 64;
/** Output of one run that is kept: its head and its tail. */
const logLimitBytes = 4 << 20;

/** The run that a key names. The same key always names the same run. */
export const runKeyFor = (jobKey: string, key: string): string =>
  `${jobKey}-${createHash('sha256').update(`${jobKey}\n${key}`).digest('hex').slice(0, 20)}`;

/** The run that a key names, whether it was started or not. */
export const expectedRun = ({ jobKey, key }: Pick<SubmissionRef, 'jobKey' | 'key'>): RunIdentity =>
  identityOf(jobKey, runKeyFor(jobKey, key));

const identityOf = (jobKey: string, runKey: string): RunIdentity => ({ platform: 'local', jobKey, runKey, try: 0 });

async function requireJob(jobsDir: string, jobKey: string): Promise<LocalJob> {
  const { jobs, problems } = await loadJobDefinitions(jobsDir);
  const job = jobs.find((candidate) => candidate.profile.jobKey === jobKey);
  if (job !== undefined) return job;
  const broken = problems.filter((problem) => problem.file.split('/').includes(jobKey));
  if (broken.length > 0)
    throw new ConnectorError('invalid', `The definition of job ${jobKey} is broken: ${broken.map(describeProblem).join('; ')}`);
  throw new ConnectorError('not-found', `The jobs folder has no job ${jobKey}`);
}

function checkParameters(job: LocalJob, parameters: Parameters): void {
  const problems = Object.entries(parameters).flatMap(([name, value]) => {
    const problem = valueProblem(job.definition, name, value);
    return problem === null ? [] : [`${name} ${problem}`];
  });
  if (problems.length > 0)
    throw new ConnectorError('invalid', `Job ${job.profile.jobKey} cannot run with these parameters: ${problems.join('; ')}`);
}

function describeRun(job: LocalJob, submission: Submission, runKey: string, submittedAt: string): RunSpec {
  const filled = fillDefinition(job.definition, submission.parameters);
  return {
    ...filled,
    runKey,
    jobKey: submission.jobKey,
    submissionKey: submission.key,
    submittedAt,
    workingDirectory: resolve(job.folder, job.definition.workingDirectory),
    logLimitBytes,
  };
}

async function touch(path: string): Promise<void> {
  await (await open(path, 'a', 0o600)).close();
}

/** The run that a key started, null when there is certainly none. A started run that nobody looks after gets its wrapper. */
export async function findRun(paths: LocalPaths, jobKey: string, key: string): Promise<RunIdentity | null> {
  const runKey = runKeyFor(jobKey, key);
  const runDir = runDirOf(paths, runKey);
  if (runDir === null) return null;
  if ((await readRunSpec(runDir)) !== null) {
    await touchIfOpen(paths, runDir, runKey);
    return identityOf(jobKey, runKey);
  }
  return (await findEnded(paths.ended, runKey)) === null ? null : identityOf(jobKey, runKey);
}

/** A submission may have stopped between writing the run and sending its wrapper. */
async function touchIfOpen(paths: LocalPaths, runDir: string, runKey: string): Promise<void> {
  const result = await open(runFiles(runDir).result, 'r').catch(() => null);
  if (result !== null) return await result.close();
  await touch(join(paths.active, runKey));
  await healRun(runDir);
}

/**
 * Starts a run of a job, or returns the run that the key already started. The run exists from the moment its
 * `run.json` does; everything after that can be done again by anybody.
 */
export async function startRun(paths: LocalPaths, jobsDir: string, submission: Submission, submittedAt: string): Promise<RunIdentity> {
  const { jobKey, key } = submission;
  if (key.length === 0 || key.length > maxKeyLength)
    throw new ConnectorError('invalid', `A submission key has 1 to ${maxKeyLength} characters, not ${key.length}`);
  const known = await findRun(paths, jobKey, key);
  if (known !== null) return known;
  const job = await requireJob(jobsDir, jobKey);
  checkParameters(job, submission.parameters);
  const runKey = runKeyFor(jobKey, key);
  const runDir = join(paths.runs, runKey);
  await mkdir(paths.root, { recursive: true, mode: 0o700 });
  await mkdir(paths.active, { recursive: true });
  await mkdir(runDir, { recursive: true });
  await touch(join(paths.active, runKey));
  const isFirst = await writeOnce(runFiles(runDir).spec, describeRun(job, submission, runKey, submittedAt));
  if (isFirst) await sendWrapper(runDir);
  return identityOf(jobKey, runKey);
}
