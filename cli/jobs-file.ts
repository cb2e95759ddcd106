import { readFile } from 'node:fs/promises';
import { CliError, exitCodes } from './exit-codes.ts';

/** Names that files of other programs use for the same fields. */
const otherNames: Readonly<Record<string, string>> = {
  job_id: 'jobId',
  pipeline_name: 'pipeline',
  tenant_id: 'tenantId',
  finished_at: 'finishedAt',
  activity_name: 'activity',
  error_code: 'code',
  error_message: 'message',
  exception_type: 'exception',
};

const known: readonly string[] = [
  'jobId',
  'pipeline',
  'tenantId',
  'finishedAt',
  'errors',
  'activity',
  'code',
  'message',
  'exception',
  'details',
];

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields that a report is made of, under their names here; what else a file holds is left out. */
function rename(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const fields = Object.entries(value).map(([name, field]) => [otherNames[name] ?? name, field] as const);
  const job = Object.fromEntries(fields.filter(([name]) => known.includes(name)));
  if (Array.isArray(job['errors'])) job['errors'] = job['errors'].map(rename);
  if (isRecord(job['details'])) job['details'] = JSON.stringify(job['details']);
  return job;
}

function parseLines(text: string): unknown[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [JSON.parse(line) as unknown];
    } catch (problem) {
      throw new CliError(exitCodes.invalid, `line ${index + 1}: ${problem instanceof Error ? problem.message : String(problem)}`);
    }
  });
}

function parseJobs(text: string): unknown[] {
  if (!/^\s*[[{]/.test(text)) return parseLines(text);
  try {
    const whole: unknown = JSON.parse(text);
    if (Array.isArray(whole)) return whole;
    return isRecord(whole) && Array.isArray(whole['jobs']) ? whole['jobs'] : [whole];
  } catch {
    return parseLines(text);
  }
}

/** Reads failed jobs from a JSON array, an object with `jobs`, or JSON Lines. @throws CliError naming file and line */
export async function readJobsFile(file: string): Promise<unknown[]> {
  try {
    return parseJobs((await readFile(file, 'utf8')).replace(/^\ufeff/, '')).map(rename);
  } catch (problem) {
    throw new CliError(exitCodes.invalid, `${file}: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
}
