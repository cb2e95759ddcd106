import { readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { JobProfile } from '../../domain/jobs/types.ts';
import { type DefinitionProblem, describeProblem, problemReporter, schemaProblems } from '../definition-problems.ts';
import { type Definition, definitionSchema, type JobApproval, type JobExpectation } from './definition-schema.ts';
import { crossProblems } from './parameters.ts';
import { namesIn } from './run-files.ts';

/** A job that the local platform can run. */
export interface LocalJob {
  readonly profile: JobProfile;
  readonly description: string | null;
  readonly file: string;
  readonly folder: string;
  readonly definition: Definition;
  readonly expect: JobExpectation | null;
  readonly expectApproval: JobApproval | null;
}

/** What a jobs folder holds: the jobs that are sound, and everything that is wrong with the others. */
export interface JobsFolder {
  readonly jobs: readonly LocalJob[];
  readonly problems: readonly DefinitionProblem[];
}

const fileNames = ['job.yaml', 'job.yml', 'job.json'] as const;
const maxFileBytes = 256 * 1024;

function toProfile(name: string, definition: Definition): JobProfile {
  const { application, owner, criticality, expectedErrors, slaSeconds, schedule, idempotent } = definition;
  const tunables = Object.entries(definition.tunables).map(([tunable, bounds]) => ({ name: tunable, ...bounds }));
  return {
    platform: 'local',
    jobKey: name,
    name,
    application,
    owner,
    criticality,
    expectedErrors,
    tunables,
    slaSeconds,
    schedule,
    idempotent,
  };
}

/** Reads one definition. `file` is where it is, `shown` how messages name it. */
export function parseDefinition(content: string, folderName: string, folder: string, file: string, shown: string): JobsFolder {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false });
  const report = problemReporter(shown, document, lines);
  if (document.errors.length > 0)
    return {
      jobs: [],
      problems: document.errors.map((error) => ({ ...report([], error.message), line: lines.linePos(error.pos[0]).line })),
    };
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    return { jobs: [], problems: [report([], error instanceof Error ? error.message : 'cannot be read')] };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { jobs: [], problems: [report([], 'must hold the fields of a job definition')] };
  const parsed = definitionSchema.safeParse({ name: folderName, ...value });
  if (!parsed.success) return { jobs: [], problems: schemaProblems(parsed.error, value, report) };
  const problems = crossProblems(parsed.data).map(({ path, message }) => report(path, message));
  if (problems.length > 0) return { jobs: [], problems };
  const definition = parsed.data;
  const profile = toProfile(definition.name ?? folderName, definition);
  const { description = null, expect = null, expectApproval = null } = definition;
  return { jobs: [{ profile, description, file, folder, definition, expect, expectApproval }], problems: [] };
}

const parsedFiles = new Map<string, { readonly version: string; readonly content: JobsFolder }>();

/** Reads one job folder; a file that did not change since the last time is not read again. */
async function loadFolder(jobsDir: string, folderName: string): Promise<JobsFolder> {
  const folder = join(jobsDir, folderName);
  const files = await namesIn(folder);
  const name = fileNames.find((candidate) => files.includes(candidate));
  const shownFolder = relative(process.cwd(), folder) || folder;
  if (name === undefined) return { jobs: [], problems: [{ file: shownFolder, line: null, field: '', message: `has no ${fileNames[0]}` }] };
  const file = join(folder, name);
  const shown = join(shownFolder, name);
  const { mtimeMs, size, ino } = await stat(file);
  if (size > maxFileBytes)
    return { jobs: [], problems: [{ file: shown, line: null, field: '', message: `is larger than ${maxFileBytes} bytes` }] };
  const version = `${ino} ${mtimeMs} ${size}`;
  const known = parsedFiles.get(file);
  if (known?.version === version) return known.content;
  const content = parseDefinition(await readFile(file, 'utf8'), folderName, folder, file, shown);
  parsedFiles.set(file, { version, content });
  return content;
}

async function loadFolderSafely(jobsDir: string, folderName: string): Promise<JobsFolder> {
  try {
    return await loadFolder(jobsDir, folderName);
  } catch (error) {
    const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return { jobs: [], problems: [{ file: join(jobsDir, folderName), line: null, field: '', message }] };
  }
}

/** Of jobs with the same name the first stays, the others are problems. */
function withoutDoubles(jobs: readonly LocalJob[]): JobsFolder {
  const first = new Map(jobs.toReversed().map((job) => [job.profile.jobKey, job]));
  const doubles = jobs.filter((job) => first.get(job.profile.jobKey) !== job);
  return {
    jobs: jobs.filter((job) => first.get(job.profile.jobKey) === job),
    problems: doubles.map((job) => ({
      file: job.file,
      line: null,
      field: 'name',
      message: `${job.profile.jobKey} is already the name of the job in ${first.get(job.profile.jobKey)?.file}`,
    })),
  };
}

const isJobFolder = async (path: string): Promise<boolean> => (await stat(path).catch(() => null))?.isDirectory() ?? false;

/** Reads all job folders. A broken definition is reported and does not hide the other jobs. */
export async function loadJobDefinitions(jobsDir: string): Promise<JobsFolder> {
  const root = resolve(jobsDir);
  if (!(await isJobFolder(root))) return { jobs: [], problems: [{ file: jobsDir, line: null, field: '', message: 'is not a folder' }] };
  const names = (await namesIn(root)).filter((name) => !/^[._]|^node_modules$/.test(name)).sort();
  const folders = (await Promise.all(names.map((name) => isJobFolder(join(root, name))))).flatMap((is, index) =>
    is ? [names[index] ?? ''] : [],
  );
  const loaded = await Promise.all(folders.map((name) => loadFolderSafely(root, name)));
  const unique = withoutDoubles(loaded.flatMap((one) => one.jobs));
  return { jobs: unique.jobs, problems: [...loaded.flatMap((one) => one.problems), ...unique.problems] };
}

/** For the start-up check: the names of the sound jobs and one line for each problem. */
export async function checkJobsFolder(
  jobsDir: string,
): Promise<{ readonly jobs: readonly string[]; readonly problems: readonly string[] }> {
  const { jobs, problems } = await loadJobDefinitions(jobsDir);
  return { jobs: jobs.map((job) => job.profile.jobKey), problems: problems.map(describeProblem) };
}
