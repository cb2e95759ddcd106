import { skipped } from '../../domain/diagnosis/stage-verdicts.ts';
import type { ModelOverride } from '../../domain/model/gate.ts';
import { createFailureAnalyzer } from '../../domain/reports/analyzer.ts';
import { classificationOf } from '../../domain/reports/classification.ts';
import { errorText } from '../../domain/reports/error-text.ts';
import type { FailedJob, FailureSummary } from '../../domain/reports/types.ts';
import { makeFailureReport } from '../../store/make-report.ts';
import { saveReport } from '../../store/reports.ts';
import type { ApiDeps } from '../deps.ts';
import type { Caller } from '../env.ts';
import { judgeText, modelToAsk, safeInput } from '../judge-text.ts';
import type { FailureReportRequest } from '../schemas/reports.ts';
import { cleanJobs, jobsInside, spanOf } from './given-jobs.ts';

export interface MadeReport {
  readonly id: string;
  readonly summary: FailureSummary;
}

const defaultHours = 24;
/** A report that asks a slow model about many errors ends all the same; what is left stays as rules and knowledge see it. */
const modelPatienceMs = 120_000;

/** Whether there is still time to ask a model. */
const patience = (now: () => Date): (() => boolean) => {
  const until = now().getTime() + modelPatienceMs;
  return () => now().getTime() < until;
};

const requestOf = ({ since, until, tenantId }: FailureReportRequest) => ({
  ...(since === undefined ? {} : { since }),
  ...(until === undefined ? {} : { until }),
  ...(tenantId === undefined ? {} : { tenantId }),
});

const overrideOf = ({ llmModel, llmUrl }: FailureReportRequest): ModelOverride => ({ model: llmModel, url: llmUrl });

/** Analyses the stored cases, or the jobs that came with the request, and keeps the report. */
export const makeReport = (deps: ApiDeps, caller: Caller, request: FailureReportRequest): Promise<MadeReport> =>
  request.jobs === undefined ? ofStoredCases(deps, caller, request) : ofGivenJobs(deps, caller, request, request.jobs);

function ofStoredCases(deps: ApiDeps, caller: Caller, request: FailureReportRequest): Promise<MadeReport> {
  const { now } = deps;
  const override = overrideOf(request);
  const askModel = modelToAsk(deps, override);
  const inTime = patience(now);
  return makeFailureReport(deps.transact, caller, {
    ...requestOf(request),
    lookbackHours: request.hours ?? defaultHours,
    useLlm: request.useLlm,
    matcherFor: deps.matcherFor,
    now,
    ...(askModel === undefined
      ? {}
      : {
          askAnew: override.model !== undefined || override.url !== undefined,
          askModel: async (error) =>
            inTime() ? askModel(caller, safeInput(deps, { platform: error.platform, text: errorText(error) }), override) : skipped('model'),
        }),
  });
}

async function ofGivenJobs(deps: ApiDeps, caller: Caller, request: FailureReportRequest, given: readonly FailedJob[]): Promise<MadeReport> {
  const jobs = cleanJobs(given, deps.settings.secrets);
  const override = overrideOf(request);
  const inTime = patience(deps.now);
  const analyzer = createFailureAnalyzer({
    readJobs: async (wanted) => jobsInside(jobs, wanted),
    classify: async (error, { useLlm }) => {
      const asked = {
        platform: 'http',
        text: errorText(error),
        isFailure: true,
        useModel: useLlm && inTime(),
        override,
      };
      return classificationOf((await judgeText(deps, caller, asked)).diagnosis, { useLlm });
    },
    now: deps.now,
    useLlm: request.useLlm,
    hasModel: modelToAsk(deps, override) !== undefined,
    lookbackHours: request.hours ?? defaultHours,
  });
  const named = request.hours !== undefined || request.since !== undefined || request.until !== undefined;
  const summary = await analyzer.run({ ...(named ? {} : spanOf(jobs)), ...requestOf(request) });
  return { id: await deps.transact(caller.tenant, caller.actor, (tx) => saveReport(tx, summary)), summary };
}
