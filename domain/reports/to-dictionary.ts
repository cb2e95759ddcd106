import { hoursOf, utc } from './format.ts';
import type { ClassifiedError, FailedJob, FailureSummary, Named, Share } from './types.ts';

const byName = (named: readonly Named[]): Record<string, Share> =>
  Object.fromEntries(named.map(({ name, count, percent }) => [name, { count, percent }]));
const jobCounts = (named: readonly Named[]): Record<string, number> => Object.fromEntries(named.map(({ name, count }) => [name, count]));

const toError = (error: ClassifiedError) => ({
  activity: error.activity,
  category: error.category,
  cause: error.cause,
  confidence: Math.round(error.confidence * 100) / 100,
  method: error.method,
  reasoning: error.reasoning,
  code: error.code,
  message: error.message,
  exception: error.exception,
  details: error.details,
  trace: [...error.trace],
});

const toJob = (job: FailedJob<ClassifiedError>) => ({
  job_id: job.jobId,
  pipeline: job.pipeline,
  tenant_id: job.tenantId,
  finished_at: utc(job.finishedAt),
  errors: job.errors.map(toError),
});

const toRow = (job: FailedJob<ClassifiedError>, error: ClassifiedError) => ({
  job_id: job.jobId,
  pipeline: job.pipeline,
  activity: error.activity,
  category: error.category,
  method: error.method,
  message: error.message,
});

/** The report as plain data for programs: texts, numbers and times as text, the same for the API and `--format json`. */
export const toDictionary = (summary: FailureSummary) => ({
  period: { since: utc(summary.period.since), until: utc(summary.period.until), hours: hoursOf(summary.period) },
  analysed_at: utc(summary.analysedAt),
  use_llm: summary.useLlm,
  total_jobs: summary.totalJobs,
  total_errors: summary.totalErrors,
  by_category: byName(summary.byCategory),
  by_method: byName(summary.byMethod),
  unknown: { count: summary.unknown.count, percent: summary.unknown.percent, without_model: { ...summary.unknown.withoutModel } },
  jobs_by_tenant: jobCounts(summary.jobsByTenant),
  jobs_by_pipeline: jobCounts(summary.jobsByPipeline),
  errors: summary.jobs.flatMap((job) => job.errors.map((error) => toRow(job, error))),
  jobs: summary.jobs.map(toJob),
});
export type FailureDictionary = ReturnType<typeof toDictionary>;
