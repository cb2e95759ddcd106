import { scheduleActor } from '../domain/people/actor.ts';
import { makeFailureReport } from '../store/make-report.ts';
import type { FailureReportInput, FailureReportResult } from '../workflows/contract.ts';
import type { ActivityDeps } from './deps.ts';

/** Makes the failure report of a schedule's turn, once however often the step is done. Cases carry what a model said of them already. */
export async function reportFailures(
  deps: ActivityDeps,
  { tenantId, hours, until, key }: FailureReportInput & { readonly until: string; readonly key: string },
): Promise<FailureReportResult> {
  const actor = scheduleActor('failure report');
  const order = { until, lookbackHours: hours, useLlm: true, matcherFor: deps.matcherFor, now: deps.now, stepKey: `failure-report/${key}` };
  const { id, summary } = await makeFailureReport(deps.transact, { tenant: tenantId, actor }, order);
  deps.log({ event: 'report-made', tenantId, report: id, jobs: summary.totalJobs, errors: summary.totalErrors });
  return { reportId: id, jobs: summary.totalJobs, errors: summary.totalErrors };
}
