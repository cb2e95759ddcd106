import type { ClassifiedError, FailedJob, FailureSummary, Named, Period, Share } from './types.ts';

/** A count's share of all, in percent with one decimal; 0 of nothing is 0. */
export const shareOf = (count: number, all: number): Share => ({ count, percent: all === 0 ? 0 : Math.round((count / all) * 1000) / 10 });

/** Counts names; largest first, of equals by name. */
export function countNames(names: readonly string[]): readonly Named[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .sort(([leftName, left], [rightName, right]) => right - left || (leftName < rightName ? -1 : 1))
    .map(([name, count]) => ({ name, ...shareOf(count, names.length) }));
}

const newestFirst = (left: { readonly finishedAt: string }, right: { readonly finishedAt: string }): number =>
  Date.parse(right.finishedAt) - Date.parse(left.finishedAt);

/** Counts and orders classified failures. Pure: `analysedAt` is when the caller did it. */
export function summarise(
  jobs: readonly FailedJob<ClassifiedError>[],
  head: { readonly period: Period; readonly analysedAt: string; readonly useLlm: boolean },
): FailureSummary {
  const errors = jobs.flatMap((job) => job.errors);
  const unknown = (categoryOf: (error: ClassifiedError) => string): Share =>
    shareOf(errors.filter((error) => categoryOf(error) === 'UNKNOWN').length, errors.length);
  return {
    ...head,
    totalJobs: jobs.length,
    totalErrors: errors.length,
    byCategory: countNames(errors.map((error) => error.category)),
    byMethod: countNames(errors.map((error) => error.method)),
    unknown: { ...unknown((error) => error.category), withoutModel: unknown((error) => error.categoryWithoutModel) },
    jobsByTenant: countNames(jobs.map((job) => job.tenantId)),
    jobsByPipeline: countNames(jobs.map((job) => job.pipeline)),
    jobs: [...jobs].sort(newestFirst),
  };
}
