import { type Connector, ConnectorError, type RunReport, type Submission } from '../../connectors/contract.ts';
import type { JobProfile, RunIdentity } from '../../domain/jobs/types.ts';

/** How a run of a scripted job ends. */
export type Ending =
  | { readonly state: 'succeeded' }
  | { readonly state: 'failed'; readonly errorText: string }
  | { readonly state: 'interrupted' | 'running' | 'lost' };

export const red = (errorText: string): Ending => ({ state: 'failed', errorText });
export const green: Ending = { state: 'succeeded' };

/** A platform in memory whose runs end as the test says, and which remembers everything that was asked of it. */
export interface ScriptedPlatform extends Connector {
  /** Declares a job whose runs end as listed, the last one for ever. */
  declare(job: Partial<JobProfile> & { readonly jobKey: string }, endings: readonly Ending[]): void;
  /** Starts a run as the job's own scheduler would. */
  run(jobKey: string, at?: Date): RunIdentity;
  /** Every submission that took effect, in order. */
  readonly submissions: readonly Submission[];
  /** Called before a submission; may throw, or take effect and then throw. */
  onSubmit: (submission: Submission, take: () => RunIdentity) => RunIdentity;
  /** Whether it deduplicates by key and finds submissions; without it a lost reply stays unknown. */
  asksBack: boolean;
  /** Ends every running run well, as if it had taken its time. */
  finish(): void;
}

const jobDefaults: JobProfile = {
  platform: 'local',
  jobKey: '',
  name: '',
  application: 'finance',
  owner: 'finance-data@example.com',
  criticality: 'normal',
  expectedErrors: [],
  tunables: [],
  slaSeconds: null,
  schedule: null,
  idempotent: true,
};

export function createScriptedPlatform(now: () => Date = () => new Date(), overrides: Partial<Connector> = {}): ScriptedPlatform {
  const jobs = new Map<string, { profile: JobProfile; endings: readonly Ending[]; count: number }>();
  const runs = new Map<string, RunReport>();
  const byKey = new Map<string, RunIdentity>();
  const submissions: Submission[] = [];

  const start = (jobKey: string, submission: Submission | null, at = now()): RunIdentity => {
    const job = jobs.get(jobKey);
    if (job === undefined) throw new ConnectorError('not-found', `There is no job ${jobKey}`);
    const ending = job.endings[Math.min(job.count, job.endings.length - 1)] ?? green;
    job.count += 1;
    const run: RunIdentity = { platform: 'local', jobKey, runKey: `${jobKey}-${job.count}`, try: 0 };
    const failed = ending.state === 'failed';
    runs.set(run.runKey, {
      ...run,
      state: ending.state,
      startedAt: at.toISOString(),
      finishedAt: ending.state === 'running' ? null : at.toISOString(),
      exitCode: failed ? 1 : 0,
      signal: null,
      reason: null,
      errorText: failed ? ending.errorText : '',
      logTail: '',
      parameters: submission?.parameters ?? {},
      submissionKey: submission?.key ?? null,
      url: null,
    });
    return run;
  };
  const take = (submission: Submission): RunIdentity => {
    const known = byKey.get(submission.key);
    if (known !== undefined) return known;
    const run = start(submission.jobKey, submission);
    byKey.set(submission.key, run);
    submissions.push(submission);
    return run;
  };
  const ended = () => [...runs.values()].filter((run) => run.finishedAt !== null);

  const platform: ScriptedPlatform = {
    platform: 'local',
    asksBack: true,
    get capabilities() {
      const known = platform.asksBack;
      return {
        listsRuns: true,
        readsRuns: true,
        submits: true,
        submitIsIdempotent: known,
        findsSubmissions: known,
        cancels: false,
        hasTries: false,
        reruns: 'run' as const,
        changes: ['parameters' as const],
      };
    },
    guarantees: [],
    check: async () => [],
    submissions,
    onSubmit: (_submission, takeEffect) => takeEffect(),
    declare: (job, endings) => void jobs.set(job.jobKey, { profile: { ...jobDefaults, name: job.jobKey, ...job }, endings, count: 0 }),
    run: (jobKey, at) => start(jobKey, null, at),
    finish: () => {
      for (const [key, run] of runs)
        if (run.state === 'running') runs.set(key, { ...run, state: 'succeeded', finishedAt: now().toISOString() });
    },
    listJobs: async () => [...jobs.values()].map((job) => job.profile),
    listEndedRuns: async ({ cursor }) => {
      const all = ended();
      return { runs: all.slice(Number(cursor ?? 0)), cursor: String(all.length), more: false };
    },
    readRun: async (run) => runs.get(run.runKey) ?? null,
    readHistory: async (jobKey, limit) =>
      ended()
        .filter((run) => run.jobKey === jobKey)
        .slice(-limit)
        .toReversed(),
    submit: async (submission) => platform.onSubmit(submission, () => take(submission)),
    findSubmission: async ({ key }) => byKey.get(key) ?? null,
    cancel: async () => undefined,
    ...overrides,
  };
  return platform;
}
