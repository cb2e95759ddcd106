import { modelSpoke } from './classification.ts';
import { summarise } from './summarise.ts';
import type { Classification, ClassifiedError, FailedJob, FailureSummary, JobError, Period } from './types.ts';

export interface AnalyzerParts<Failure extends JobError> {
  /** Failed jobs that finished inside the period, both ends included. */
  readonly readJobs: (wanted: Period & { readonly tenantId: string | null }) => Promise<readonly FailedJob<Failure>[]>;
  readonly classify: (error: Failure, options: { readonly useLlm: boolean }) => Promise<Classification>;
  readonly now: () => Date;
  /** Whether a model may be asked; default true. */
  readonly useLlm?: boolean;
  /** Whether there is a model that `classify` can ask; default true. */
  readonly hasModel?: boolean;
  /** How far back a run without `since` looks; default 24. */
  readonly lookbackHours?: number;
}

/** What a run is about; ISO times. Without `since` it looks back from `until`, without `until` it ends now. */
export interface AnalysisRequest {
  readonly since?: string;
  readonly until?: string;
  readonly tenantId?: string;
}

export interface Analyzer {
  run(request?: AnalysisRequest): Promise<FailureSummary>;
}

const hourMs = 3_600_000;

/** The period a request means. */
export function periodOf({ since, until }: AnalysisRequest, lookbackHours: number, now: Date): Period {
  const end = until === undefined ? now : new Date(until);
  const start = since === undefined ? new Date(end.getTime() - lookbackHours * hourMs) : new Date(since);
  return { since: start.toISOString(), until: end.toISOString() };
}

/** Reads failed jobs, classifies each of their errors, and sums up. Errors are classified one after the other, so that equal ones meet a cache. */
export function createFailureAnalyzer<Failure extends JobError>(parts: AnalyzerParts<Failure>): Analyzer {
  const { readJobs, classify, now, useLlm = true, hasModel = true, lookbackHours = 24 } = parts;
  return {
    run: async (request = {}) => {
      const period = periodOf(request, lookbackHours, now());
      const found = await readJobs({ ...period, tenantId: request.tenantId ?? null });
      const jobs: FailedJob<ClassifiedError>[] = [];
      for (const job of found) {
        const errors: ClassifiedError[] = [];
        for (const error of job.errors) errors.push(toClassified(error, await classify(error, { useLlm })));
        jobs.push({ ...job, errors });
      }
      const usedModel = useLlm && (hasModel || jobs.some((job) => job.errors.some(modelSpoke)));
      return summarise(jobs, { period, analysedAt: now().toISOString(), useLlm: usedModel });
    },
  };
}

const toClassified = ({ activity, code, message, exception, details }: JobError, classification: Classification): ClassifiedError => ({
  activity,
  code,
  message,
  exception,
  details,
  ...classification,
});
