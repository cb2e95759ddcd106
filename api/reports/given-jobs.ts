import type { FailedJob, Period } from '../../domain/reports/types.ts';
import { cleanText, stripControls } from '../../domain/text/clean-text.ts';
import { redact } from '../../domain/text/redact.ts';
import { longestMessage } from '../../store/reads/failed-jobs.ts';

/** Texts of jobs that somebody sends are as hostile as any: cleaned, bounded and without secrets. */
export function cleanJobs(jobs: readonly FailedJob[], secrets: readonly string[]): readonly FailedJob[] {
  const safe = (text: string, maxBytes: number) => cleanText(redact(stripControls(text), secrets), { maxBytes });
  const safeOrNull = (text: string | null, maxBytes: number) => (text === null ? null : safe(text, maxBytes));
  return jobs.map((job) => ({
    jobId: safe(job.jobId, 200),
    pipeline: safe(job.pipeline, 500),
    tenantId: safe(job.tenantId, 200),
    finishedAt: new Date(job.finishedAt).toISOString(),
    errors: job.errors.map((error) => ({
      activity: safe(error.activity, 500),
      code: safeOrNull(error.code, 200),
      message: safe(error.message, longestMessage),
      exception: safeOrNull(error.exception, 500),
      details: safeOrNull(error.details, longestMessage),
    })),
  }));
}

/** From the first to the last end of the jobs; null where there are none. */
export function spanOf(jobs: readonly FailedJob[]): Period | null {
  const times = jobs.map((job) => Date.parse(job.finishedAt)).sort((left, right) => left - right);
  const [first, last] = [times[0], times.at(-1)];
  return first === undefined || last === undefined ? null : { since: new Date(first).toISOString(), until: new Date(last).toISOString() };
}

/** The jobs of a period, both ends included, and of a tenant where one is asked for. */
export const jobsInside = (
  jobs: readonly FailedJob[],
  { since, until, tenantId }: Period & { readonly tenantId: string | null },
): readonly FailedJob[] =>
  jobs.filter((job) => {
    const at = Date.parse(job.finishedAt);
    return (
      at >= Date.parse(since) && at <= Date.parse(until) && (tenantId === null || job.tenantId.toLowerCase() === tenantId.toLowerCase())
    );
  });
