import { Context } from '@temporalio/activity';
import { type Connector, ConnectorError, type RunSummary } from '../connectors/contract.ts';
import { scheduleActor } from '../domain/people/actor.ts';
import { type ImportOutcome, saveImportOutcome } from '../store/imports.ts';
import { acceptFailures } from '../store/intake.ts';
import { saveDeclaredJobs } from '../store/jobs.ts';
import { StoreRefusal } from '../store/refusal.ts';
import type { ImportInput } from '../workflows/contract.ts';
import type { ActivityDeps } from './deps.ts';
import { reportOf } from './sweep.ts';

/** How often a platform that does not answer is asked; the last time says so. */
const tries = 5;

/**
 * Reads the runs of a platform that ended in a range of time, and keeps its failures as cases that are diagnosed and not acted on. What is
 * so fresh that the sweep looks at it is left to the sweep, which acts. Leaves the sweep's cursor alone.
 */
export async function importRuns(deps: ActivityDeps, input: ImportInput): Promise<ImportOutcome> {
  const { tenantId, platform } = input;
  const connector = deps.connectors.get(platform);
  if (connector === undefined || !connector.capabilities.listsRuns)
    throw new StoreRefusal('invalid', `The runs of ${platform} cannot be listed`);
  const actor = scheduleActor(`import ${platform}`);
  const keep = async (outcome: ImportOutcome): Promise<ImportOutcome> => {
    await deps.transact(tenantId, actor, (tx) => saveImportOutcome(tx, input, outcome));
    return outcome;
  };
  try {
    return await keep(await readRange(deps, connector, input));
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    const passing = error.kind === 'unreachable' || error.kind === 'unavailable' || error.kind === 'rate-limited';
    if (passing && Context.current().info.attempt < tries) throw error;
    return keep({ runs: 0, failed: 0, opened: 0, leftToSweep: 0, error: error.message });
  }
}

async function readRange(deps: ActivityDeps, connector: Connector, input: ImportInput): Promise<ImportOutcome> {
  const { tenantId, platform, from, until, includeFailures } = input;
  const actor = scheduleActor(`import ${platform}`);
  const jobs = await connector.listJobs();
  await deps.transact(tenantId, actor, (tx) => saveDeclaredJobs(tx, jobs));
  const fresh = deps.now().getTime() - deps.settings.sweepLookbackMs;
  const seen = new Set<string>();
  const counts = { runs: 0, failed: 0, opened: 0, leftToSweep: 0 };
  let cursor: string | null = null;
  for (let more = true; more; ) {
    const page = await connector.listEndedRuns({ cursor, since: from });
    // Pages may overlap: a run counts once.
    const runs = page.runs.filter((run) => within(run, from, until) && !seen.has(keyOf(run)));
    for (const run of runs) seen.add(keyOf(run));
    const failed = runs.filter((run) => run.state === 'failed');
    const old = failed.filter((run) => Date.parse(run.finishedAt ?? '') < fresh);
    const reports = includeFailures ? old.map((run) => reportOf(run, 'import')) : [];
    const accepted = reports.length === 0 ? [] : await deps.transact(tenantId, actor, (tx) => acceptFailures(tx, reports));
    counts.runs += runs.length;
    counts.failed += failed.length;
    counts.leftToSweep += failed.length - old.length;
    counts.opened += accepted.filter((one) => one.created).length;
    const last = page.runs.at(-1)?.finishedAt ?? null;
    ({ cursor } = page);
    more = page.more && (last === null || Date.parse(last) <= Date.parse(until));
  }
  return { ...counts, error: null };
}

const keyOf = ({ jobKey, runKey, try: number, state }: RunSummary): string => JSON.stringify([jobKey, runKey, number, state]);

function within({ finishedAt }: RunSummary, from: string, until: string): boolean {
  const at = Date.parse(finishedAt ?? '');
  return at >= Date.parse(from) && at <= Date.parse(until);
}
