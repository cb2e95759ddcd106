import type { Connector, RunReport } from '../connectors/contract.ts';
import type { JobProfile, RunIdentity } from '../domain/jobs/types.ts';

/** Name of the platform on which nothing takes time: what the bench measures is Nightshift and its servers. */
export const noOpPlatform = 'bench';

const words = ['orders', 'stock', 'prices', 'claims', 'ledger', 'meters', 'routes', 'tariffs', 'leads', 'refunds'];
/** So many jobs share the load, each with failures of its own. */
export const jobCount = 40;
export const jobKeyOf = (index: number): string => `${words[index % words.length]}-${'abcd'[Math.floor(index / words.length) % 4]}`;

const profile = (jobKey: string, criticality: JobProfile['criticality']): JobProfile => ({
  platform: noOpPlatform,
  jobKey,
  name: jobKey,
  application: 'bench',
  owner: 'owner@example.com',
  criticality,
  expectedErrors: [],
  tunables: [{ name: 'memoryMb', type: 'integer', unit: 'MB', min: 32, max: 512, step: 8, default: 64, factor: 2, helps: ['RESOURCE'] }],
  slaSeconds: null,
  schedule: null,
  idempotent: true,
});

/** A job whose failures need an approval. */
export const criticalJob = 'settlement';
export const jobs: readonly JobProfile[] = [
  ...Array.from({ length: jobCount }, (_, index) => profile(jobKeyOf(index), 'normal')),
  profile(criticalJob, 'critical'),
];

/** The text of a failure, as long as real ones are. */
export const errorTextOf = (jobKey: string): string =>
  [
    `loading ${jobKey} into the ${jobKey} store`,
    ...Array.from({ length: 12 }, (_, line) => `    at step${line} (/srv/jobs/${jobKey}/main.mjs:${line + 10}:15)`),
    `FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory in ${jobKey}`,
  ].join('\n');

const report = (run: RunIdentity): RunReport => {
  const resubmitted = run.runKey.startsWith('run-');
  const at = new Date().toISOString();
  return {
    ...run,
    try: 0,
    state: resubmitted ? 'succeeded' : 'failed',
    startedAt: at,
    finishedAt: at,
    exitCode: resubmitted ? 0 : 134,
    signal: null,
    reason: null,
    errorText: resubmitted ? '' : errorTextOf(run.jobKey),
    logTail: '',
    parameters: {},
    submissionKey: null,
    url: null,
  };
};

/** A platform whose first run always fails for lack of memory and whose every resubmission is green at once. */
export const createNoOpPlatform = (): Connector => ({
  platform: noOpPlatform,
  capabilities: {
    listsRuns: false,
    readsRuns: true,
    submits: true,
    submitIsIdempotent: true,
    findsSubmissions: true,
    cancels: false,
    hasTries: false,
    reruns: 'run',
    changes: [],
  },
  guarantees: [],
  check: async () => [],
  listJobs: async () => jobs,
  listEndedRuns: async () => ({ runs: [], cursor: '', more: false }),
  readRun: async (run) => report(run),
  readHistory: async () => [],
  submit: async ({ jobKey, key }) => ({ platform: noOpPlatform, jobKey, runKey: `run-${key}`, try: 0 }),
  findSubmission: async () => null,
  cancel: async () => undefined,
});
