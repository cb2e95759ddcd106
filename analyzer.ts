import { diagnose } from './domain/diagnosis/ladder.ts';
import { createRuleMatcher } from './domain/diagnosis/match-rules.ts';
import { builtInRules } from './domain/diagnosis/rules/built-in.ts';
import { wordingOpinion } from './domain/diagnosis/wording/verdict.ts';
import { type Analyzer, createFailureAnalyzer } from './domain/reports/analyzer.ts';
import { classificationOf } from './domain/reports/classification.ts';
import type { Classification, FailedJob, JobError, Period } from './domain/reports/types.ts';

export { type ReportFormat, renderReport } from './domain/reports/render.ts';
export { type FailureDictionary, toDictionary } from './domain/reports/to-dictionary.ts';
export type { FailureSummary } from './domain/reports/types.ts';
export type { Analyzer, Classification, FailedJob, JobError };

export interface AnalyzerOptions {
  /** The failed jobs, or where to get those of a period. */
  readonly jobs: readonly FailedJob[] | ((wanted: Period & { readonly tenantId: string | null }) => Promise<readonly FailedJob[]>);
  /** Asks whatever knows best; without it the built-in rules answer, and no model is asked. */
  readonly classify?: (error: JobError, options: { readonly useLlm: boolean }) => Promise<Classification>;
  /** Whether `classify` may ask a model; default true. */
  readonly useLlm?: boolean;
  /** How far back a run without `since` looks; default 24. */
  readonly lookbackHours?: number;
  readonly now?: () => Date;
}

/**
 * Analyses failed jobs inside a program of your own, without a running Nightshift.
 *
 * @example
 * import { createAnalyzer, toDictionary } from 'nightshift/analyzer';
 * const summary = await createAnalyzer({ jobs, useLlm: false }).run({ since: '2026-11-20T00:00:00Z', tenantId });
 * summary.totalJobs; summary.totalErrors; summary.byCategory;
 * toDictionary(summary).by_category; // plain data, as the API and `--format json` give it
 */
export function createAnalyzer({ jobs, classify, useLlm, lookbackHours, now = () => new Date() }: AnalyzerOptions): Analyzer {
  return createFailureAnalyzer({
    readJobs: typeof jobs === 'function' ? jobs : async (wanted) => jobs.filter((job) => isInside(job, wanted)),
    classify: classify ?? classifyByRules(),
    now,
    hasModel: classify !== undefined,
    ...(useLlm === undefined ? {} : { useLlm }),
    ...(lookbackHours === undefined ? {} : { lookbackHours }),
  });
}

const isInside = (job: FailedJob, { since, until, tenantId }: Period & { readonly tenantId: string | null }): boolean => {
  const at = Date.parse(job.finishedAt);
  return at >= Date.parse(since) && at <= Date.parse(until) && (tenantId === null || job.tenantId.toLowerCase() === tenantId.toLowerCase());
};

function classifyByRules() {
  const matcher = createRuleMatcher(builtInRules);
  return async ({ code, exception, message, details }: JobError): Promise<Classification> => {
    const errorText = [exception === null ? message : `${exception}: ${message}`, code === null ? null : `code: ${code}`, details];
    const diagnosis = diagnose(
      {
        platform: 'http',
        errorText: errorText.filter((part) => part !== null).join('\n'),
        logTail: '',
        exitCode: null,
        signal: null,
        platformReason: null,
      },
      { matcher, confirmed: null, wording: wordingOpinion },
    );
    return classificationOf(diagnosis, { useLlm: false });
  };
}
