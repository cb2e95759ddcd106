import type { Actor } from '../domain/people/actor.ts';
import { type AnalysisRequest, createFailureAnalyzer } from '../domain/reports/analyzer.ts';
import { type AskModel, classifyKnown, withModel } from '../domain/reports/classification.ts';
import type { FailureSummary } from '../domain/reports/types.ts';
import { readJudge } from './judge-errors.ts';
import { readFailedJobs, type StoredError } from './reads/failed-jobs.ts';
import { saveReport } from './reports.ts';
import type { MatcherFor } from './rule-matchers.ts';
import type { Transact } from './tx.ts';

export interface ReportOrder extends AnalysisRequest {
  readonly lookbackHours: number;
  readonly useLlm: boolean;
  /** Asked about cases that nothing could place; absent where no model is on. */
  readonly askModel?: AskModel<StoredError>;
  /** Also about cases of which a model has spoken already, because another one was named. */
  readonly askAnew?: boolean;
  /** For errors that a run had beside the one that its case was diagnosed by. */
  readonly matcherFor: MatcherFor;
  readonly now: () => Date;
  /** Makes the same order give the same report when it is carried out again. */
  readonly stepKey?: string;
}

/** Analyses the stored cases of a period and keeps the report. No transaction is open while a model is asked. */
export async function makeFailureReport(
  transact: Transact,
  { tenant, actor }: { readonly tenant: string; readonly actor: Actor },
  order: ReportOrder,
): Promise<{ readonly id: string; readonly summary: FailureSummary }> {
  const { askModel, askAnew = false, matcherFor, lookbackHours, useLlm, now, stepKey, ...request } = order;
  const analyzer = createFailureAnalyzer<StoredError>({
    readJobs: async (wanted) => {
      const { jobs, judge } = await transact(tenant, actor, async (tx) => {
        const found = await readFailedJobs(tx, wanted);
        return { jobs: found, judge: await readJudge(tx, matcherFor, found) };
      });
      return jobs.map((job) => ({ ...job, errors: job.errors.map((error) => ({ ...error, diagnosis: judge(error) })) }));
    },
    classify: async (error, options) => {
      const found = classifyKnown(error, options);
      return useLlm && askModel !== undefined ? withModel(error, found, askModel, { anew: askAnew }) : found;
    },
    now,
    useLlm,
    hasModel: askModel !== undefined,
    lookbackHours,
  });
  const summary = await analyzer.run(request);
  return { id: await transact(tenant, actor, (tx) => saveReport(tx, summary, stepKey)), summary };
}
