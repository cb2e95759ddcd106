import type { ActivityDeps } from '../../activities/deps.ts';
import { localEmbedder } from '../../domain/knowledge/embedder.ts';
import { type Actor, stewardActor } from '../../domain/people/actor.ts';
import { defaultPolicy } from '../../domain/policy/default-policy.ts';
import { acceptFailures, type FailureReport } from '../../store/intake.ts';
import { saveDeclaredJobs } from '../../store/jobs.ts';
import { createKnowledgeSearch } from '../../store/knowledge/search.ts';
import { connectPlatform } from '../../store/platforms.ts';
import { createMatchers } from '../../store/rule-matchers.ts';
import type { Tx } from '../../store/tx.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { createRecordedMail, type RecordedMail } from '../support/recorded-mail.ts';
import { createScriptedPlatform, type ScriptedPlatform } from '../support/scripted-platform.ts';

export const tenantId = 'default';
export const approver: Actor = { kind: 'human', id: 'approver', name: 'Duty approver', role: 'approver' };
export const memory = {
  name: 'memoryMb',
  type: 'integer',
  unit: 'MB',
  min: 32,
  max: 512,
  step: 8,
  default: 64,
  factor: 2,
  helps: ['RESOURCE'],
} as const;
export const heap = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';

/** A failure as a scheduler reports it. */
export const failure = (changes: Partial<FailureReport> = {}): FailureReport => ({
  platform: 'local',
  jobKey: 'nightly',
  runKey: 'run-1',
  try: 0,
  submissionKey: null,
  application: null,
  owner: null,
  criticality: null,
  errorText: null,
  logTail: null,
  parameters: null,
  finishedAt: null,
  detectedBy: 'trigger',
  ...changes,
});

/** The store and the steps of the lifecycle without a Temporal server. */
export interface Kit {
  readonly database: TestDatabase;
  readonly platform: ScriptedPlatform;
  readonly mail: RecordedMail;
  readonly deps: ActivityDeps;
  transact<Value>(work: (tx: Tx) => Promise<Value>, actor?: Actor): Promise<Value>;
  accept(...reports: FailureReport[]): Promise<readonly { incidentId: string; created: boolean }[]>;
  /** Declares the scripted platform's jobs and accepts the failure of a new run of one of them. */
  fail(jobKey: string): Promise<string>;
  /** How many rows every table holds. */
  counts(): Promise<Readonly<Record<string, number>>>;
}

export async function openKit(): Promise<Kit> {
  const database = await openTestDatabase();
  const platform = createScriptedPlatform();
  const mail = createRecordedMail();
  const deps: ActivityDeps = {
    transact: database.transact,
    connectors: new Map([['local', platform]]),
    mailer: mail,
    matcherFor: createMatchers(),
    knowledge: createKnowledgeSearch(localEmbedder, () => new Date()),
    model: null,
    adviceFor: () => undefined,
    basePolicy: defaultPolicy({ maxResubmissionsPerRun: 3, maxActionsPerIncident: 5, onCall: ['oncall@example.com'], approvers: [] }),
    settings: {
      publicUrl: 'http://nightshift.example.com',
      mailDomain: 'example.com',
      secrets: [],
      mailPatienceMs: 3_600_000,
      sweepLookbackMs: 3_600_000,
    },
    now: () => new Date(),
    log: () => undefined,
  };
  const transact: Kit['transact'] = (work, actor = stewardActor) => database.transact(tenantId, actor, work);
  await transact(async (tx) => {
    await connectPlatform(tx, { id: 'local', kind: 'local', capabilities: platform.capabilities });
    await tx.rows(`update platform set connected_at = '2020-01-01' where tenant_id = $1`, [tenantId]);
    await tx.rows(`insert into person (tenant_id, id, name, role) values ($1, 'approver', 'Duty approver', 'approver')`, [tenantId]);
  });
  const accept: Kit['accept'] = (...reports) => transact((tx) => acceptFailures(tx, reports));
  return {
    database,
    platform,
    mail,
    deps,
    transact,
    accept,
    fail: async (jobKey) => {
      const jobs = await platform.listJobs();
      await transact((tx) => saveDeclaredJobs(tx, jobs));
      const [accepted] = await accept(failure({ ...platform.run(jobKey), detectedBy: 'sweep' }));
      return accepted?.incidentId ?? '';
    },
    counts: () => transact(countRows),
  };
}

async function countRows(tx: Tx): Promise<Readonly<Record<string, number>>> {
  const tables = await tx.rows<{ name: string }>(
    `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'tenant_id' order by 1`,
  );
  const counts: [string, number][] = [];
  for (const { name } of tables) counts.push([name, Number((await tx.one<{ count: string }>(`select count(*) from ${name}`)).count)]);
  return Object.fromEntries(counts);
}
