import type { Parameters, RunIdentity } from '../../domain/jobs/types.ts';
import { ConnectorError, type Submission } from '../contract.ts';
import type { DatabricksClient } from './client.ts';
import { copyOf, keyOfCopy } from './job-copy.ts';
import { giveBack, lend, noteIn } from './lent-settings.ts';
import { isTooShort, lacks, type Resources, resourceNames, splitParameters } from './resources.ts';
import { parametersOf, repairsOf } from './run-state.ts';
import type { JobSettings, Run } from './schemas.ts';
import type { DatabricksJob, DatabricksSettings } from './settings.ts';

export interface SubmitContext {
  readonly settings: DatabricksSettings;
  readonly client: DatabricksClient;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const sameParameters = (asked: Parameters, had: Parameters): boolean =>
  Object.entries(asked).every(([name, value]) => String(had[name]) === String(value));

const asTexts = (parameters: Parameters): Record<string, string> =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]));

/** A submission with everything that is known of it. */
interface Order extends Submission {
  readonly failed: Run | null;
  /** Job parameters, without what stands for resources. */
  readonly own: Parameters;
}

/** Repairs the failed tasks where nothing is to be changed; starts a run of its own for other parameters; lends the job resources that it lacks. */
export async function submit(context: SubmitContext, submission: Submission, signal?: AbortSignal): Promise<RunIdentity> {
  const { client, settings } = context;
  const { jobKey, failedRun, parameters } = submission;
  const declared: Partial<DatabricksJob> = (Object.hasOwn(settings.jobs, jobKey) ? settings.jobs[jobKey] : undefined) ?? {};
  const asksForResources = resourceNames.some((name) => name in parameters && Object.hasOwn(declared.tunables ?? {}, name));
  const [failed, job] = await Promise.all([
    failedRun === undefined ? null : client.run(failedRun.runKey, signal),
    asksForResources ? client.job(jobKey, signal) : null,
  ]);
  if (job === null) return withoutResources(context, { ...submission, failed, own: parameters }, signal);
  const names = job.parameters.map(({ name }) => name);
  const { own, resources } = splitParameters(parameters, declared.tunables ?? {}, names);
  return withResources(context, { ...submission, failed, own }, { job, resources, resize: declared.resize ?? 'copy' }, signal);
}

async function withoutResources(context: SubmitContext, order: Order, signal?: AbortSignal): Promise<RunIdentity> {
  const { client, settings } = context;
  const { failed, jobKey, key, own } = order;
  if (canRepair(failed) && failed.tasks.length > 1 && sameParameters(own, parametersOf(failed)))
    return repair(context, order, failed, signal);
  const parameters = Object.keys(own).length === 0 ? {} : { job_parameters: asTexts(own) };
  const runKey = await client.runNow({ jobId: jobKey, token: key, parameters }, signal);
  return { platform: settings.name, jobKey, runKey, try: 0 };
}

interface Lending {
  readonly job: JobSettings;
  readonly resources: Resources;
  readonly resize: DatabricksJob['resize'];
}

async function withResources(context: SubmitContext, order: Order, { job, resources, resize }: Lending, signal?: AbortSignal) {
  const { client, settings } = context;
  const { failed, jobKey, key, own } = order;
  const { nodeTypes } = settings;
  // Ours from before a crash: the job looks as if it lacked nothing.
  const lent = noteIn(job.description)?.key === key;
  if (!lent && !lacks(job, failed, resources, nodeTypes)) return withoutResources(context, order, signal);
  if (canRepair(failed) && (lent || mayUpdate(job, resources, resize)))
    return updateAndRepair(context, order, failed, { job, resources }, signal);
  const runKey = await client.submitRun(copyOf(job, { key, failed, parameters: own, resources, nodeTypes }), signal);
  return { platform: settings.name, jobKey, runKey, try: 0 };
}

/** A run of its own belongs to no job whose settings a repair could use. */
const canRepair = (failed: Run | null): failed is Run => failed !== null && keyOfCopy(failed) === null;

/** Whether the job itself may be changed for a while: not where a tool owns it, and not its time limit, which would hit runs that are going on. */
const mayUpdate = (job: JobSettings, resources: Resources, resize: DatabricksJob['resize']): boolean =>
  resize === 'update' &&
  (job.deployment ?? null) === null &&
  job.edit_mode !== 'UI_LOCKED' &&
  !isTooShort(job.timeout_seconds, resources) &&
  !job.tasks.some((task) => isTooShort(task.timeout_seconds, resources));

const final = new Set(['denied', 'invalid', 'not-found', 'conflict']);

/** Changes the job, repairs the run and puts the job back. Called again after a crash it goes on where it was. */
async function updateAndRepair(
  context: SubmitContext,
  order: Order,
  failed: Run,
  { job, resources }: Pick<Lending, 'job' | 'resources'>,
  signal?: AbortSignal,
): Promise<RunIdentity> {
  const { client, settings, now } = context;
  const { jobKey, key } = order;
  const note = noteIn(job.description);
  if (note !== null && note.key !== key)
    throw new ConnectorError('unavailable', `Job ${jobKey} is changed for another repair at the moment`, { retryAfterMs: 15_000 });
  if (note === null && !isRepaired(order, failed)) {
    const at = new Date(now()).toISOString();
    await client.updateJob(jobKey, lend(job, { key, at, failed, resources, nodeTypes: settings.nodeTypes }), signal);
  }
  try {
    const next = await repair(context, order, failed, signal);
    await restore(client, jobKey, signal).catch((error: unknown) => {
      // The run is going: that the job could not be put back yet must not look like a run that was refused. A sweep comes back to it.
      if (!(error instanceof ConnectorError) || !final.has(error.kind)) throw error;
    });
    return next;
  } catch (error) {
    if (error instanceof ConnectorError && final.has(error.kind)) await restore(client, jobKey, signal);
    throw error;
  }
}

/** Puts a job back as it was before it was changed for a repair. True when there was something to put back. */
export async function restore(client: DatabricksClient, jobKey: string, signal?: AbortSignal): Promise<boolean> {
  const job = await client.job(jobKey, signal);
  const note = noteIn(job?.description);
  if (job === null || note === null) return false;
  await client.updateJob(jobKey, giveBack(job, note), signal);
  return true;
}

const failedTryOf = ({ failedRun }: Order, failed: Run): number => failedRun?.try ?? repairsOf(failed);
const isRepaired = (order: Order, failed: Run): boolean => repairsOf(failed) > failedTryOf(order, failed);

/** A run that was repaired since it failed is being done again already, by us before a crash or by a person: nothing is sent. */
async function repair({ client, settings }: SubmitContext, order: Order, failed: Run, signal?: AbortSignal): Promise<RunIdentity> {
  const next = { platform: settings.name, jobKey: order.jobKey, runKey: failed.run_id, try: failedTryOf(order, failed) + 1 };
  if (isRepaired(order, failed)) return next;
  const latest = failed.repair_history.findLast(({ type }) => type !== 'ORIGINAL')?.id ?? null;
  const parameters = sameParameters(order.own, parametersOf(failed)) ? {} : asTexts(order.own);
  await client.repair({ runId: failed.run_id, latest, parameters }, signal);
  return next;
}
