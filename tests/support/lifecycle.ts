import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import type { ActivityDeps } from '../../activities/deps.ts';
import { createActivities } from '../../activities/index.ts';
import { reportOf } from '../../activities/sweep.ts';
import type { RunIdentity } from '../../domain/jobs/types.ts';
import { localEmbedder } from '../../domain/knowledge/embedder.ts';
import { type Actor, stewardActor } from '../../domain/people/actor.ts';
import type { SettleResult } from '../../domain/people/moves.ts';
import { defaultPolicy, type PolicyOverlay } from '../../domain/policy/default-policy.ts';
import { type Case, readCase } from '../../store/cases.ts';
import { acceptFailures } from '../../store/intake.ts';
import { saveDeclaredJobs } from '../../store/jobs.ts';
import { createKnowledgeSearch } from '../../store/knowledge/search.ts';
import { readOpenCases } from '../../store/leases.ts';
import { type Message, readMessage, saveMessage } from '../../store/messages.ts';
import { connectPlatform } from '../../store/platforms.ts';
import { savePolicy } from '../../store/policies.ts';
import { type Proposal, readOpenProposal } from '../../store/proposals.ts';
import { createMatchers } from '../../store/rule-matchers.ts';
import { deliverMessage } from '../../temporal/deliver-message.ts';
import { startIncident } from '../../temporal/start-incident.ts';
import { followQueue, incidentQueue, incidentWorkflowId } from '../../workflows/contract.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import { createRecordedMail, type RecordedMail } from './recorded-mail.ts';
import { createScriptedPlatform, type ScriptedPlatform } from './scripted-platform.ts';

export const tenantId = 'default';
export const approver: Actor = { kind: 'human', id: 'approver', name: 'Duty approver', role: 'approver' };

/** The lifecycle with a real database and a real Temporal server, on a scripted platform and in virtual time where the server skips it. */
export interface Lifecycle {
  readonly environment: TestWorkflowEnvironment;
  readonly client: Client;
  readonly database: TestDatabase;
  readonly platform: ScriptedPlatform;
  readonly mail: RecordedMail;
  readonly deps: ActivityDeps;
  /** Accepts the failure of a run and starts its case. */
  open(run: RunIdentity): Promise<string>;
  read(incidentId: string): Promise<Case>;
  proposal(incidentId: string): Promise<Proposal>;
  policy(body: PolicyOverlay): Promise<void>;
  move(incidentId: string, kind: Message['kind'], payload: Partial<Message['payload']>, actor?: Actor): Promise<SettleResult | 'pending'>;
  until<Value>(read: () => Promise<Value | null | undefined | false>, withinMs?: number): Promise<Value>;
  result(incidentId: string): Promise<unknown>;
  events(incidentId: string): Promise<number>;
  close(): Promise<void>;
}

let bundle: Promise<WorkflowBundleWithSourceMap> | undefined;
const quiet = new DefaultLogger('ERROR', () => undefined);

export interface LifecycleOptions {
  readonly environment: TestWorkflowEnvironment;
  readonly database?: TestDatabase;
  /** Wraps the dependencies, e.g. with faults. */
  readonly wrap?: (deps: ActivityDeps) => ActivityDeps;
}

/** Quiet SDK; call before the first environment is made. */
export const quietRuntime = (): void => void Runtime.install({ logger: quiet });

export async function startLifecycle({ environment, database: given, wrap = (deps) => deps }: LifecycleOptions): Promise<Lifecycle> {
  const database = given ?? (await openTestDatabase());
  const virtualNow = async () => new Date(await environment.currentTimeMs());
  let now = await virtualNow();
  const platform = createScriptedPlatform(() => now);
  const mail = createRecordedMail();
  const deps = wrap({
    transact: database.transact,
    connectors: new Map([['local', platform]]),
    mailer: mail,
    matcherFor: createMatchers(),
    knowledge: createKnowledgeSearch(localEmbedder, () => new Date()),
    model: null,
    adviceFor: () => undefined,
    basePolicy: defaultPolicy({
      maxResubmissionsPerRun: 3,
      maxActionsPerIncident: 5,
      onCall: ['oncall@example.com'],
      approvers: ['approvers@example.com'],
    }),
    settings: {
      publicUrl: 'http://nightshift.example.com',
      mailDomain: 'example.com',
      secrets: [],
      mailPatienceMs: 3_600_000,
      sweepLookbackMs: 3_600_000,
    },
    now: () => now,
    log: () => undefined,
  });
  const clock = setInterval(
    () =>
      void virtualNow().then(
        (at) => (now = at),
        () => undefined,
      ),
    20,
  );
  bundle ??= bundleWorkflowCode({ workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)), logger: quiet });
  const options = { connection: environment.nativeConnection, activities: createActivities(deps) };
  const workers = [
    await Worker.create({ ...options, taskQueue: incidentQueue, workflowBundle: await bundle }),
    await Worker.create({ ...options, taskQueue: followQueue }),
  ];
  const running = workers.map((worker) => worker.run());
  const { client } = environment;
  await database.transact(tenantId, stewardActor, async (tx) => {
    await connectPlatform(tx, { id: 'local', kind: 'local', capabilities: platform.capabilities });
    await tx.rows(`update platform set connected_at = '2000-01-01' where tenant_id = $1`, [tenantId]);
    await tx.rows(
      `insert into person (tenant_id, id, name, role) values ($1, 'approver', 'Duty approver', 'approver') on conflict do nothing`,
      [tenantId],
    );
  });

  const transact = <Value>(work: Parameters<typeof database.transact<Value>>[2]) => database.transact(tenantId, stewardActor, work);
  const until: Lifecycle['until'] = async (read, withinMs = 20_000) => {
    const end = Date.now() + withinMs;
    for (;;) {
      const value = await read();
      if (value !== null && value !== undefined && value !== false) return value;
      if (Date.now() > end) throw new Error(`Not within ${withinMs} ms`);
      await environment.sleep(environment.supportsTimeSkipping ? 2_000 : 50);
    }
  };
  const handle = async (incidentId: string) =>
    client.workflow.getHandle(incidentWorkflowId(incidentId, (await transact((tx) => readCase(tx, incidentId))).generation));
  return {
    environment,
    client,
    database,
    platform,
    mail,
    deps,
    until,
    open: async (run) => {
      now = await virtualNow();
      const jobs = await platform.listJobs();
      await transact((tx) => saveDeclaredJobs(tx, jobs));
      const report = await platform.readRun(run);
      if (report === null) throw new Error('No such run');
      const [accepted] = await transact((tx) => acceptFailures(tx, [reportOf(report, 'sweep')]));
      if (accepted === undefined) throw new Error('Not accepted');
      for (const one of await transact((tx) => readOpenCases(tx, [accepted.incidentId]))) await startIncident(client, { ...one, tenantId });
      return accepted.incidentId;
    },
    read: (incidentId) => transact((tx) => readCase(tx, incidentId)),
    proposal: (incidentId) => until(() => transact((tx) => readOpenProposal(tx, incidentId))),
    policy: async (body) => void (await transact((tx) => savePolicy(tx, { scope: 'tenant', body, note: null }))),
    move: async (incidentId, kind, payload, actor = approver) => {
      const id = await database.transact(tenantId, actor, (tx) =>
        saveMessage(tx, incidentId, kind, {
          reason: null,
          solution: null,
          cause: null,
          parameters: null,
          action: null,
          ...payload,
        } as Message['payload']),
      );
      const message = await transact((tx) => readMessage(tx, id));
      if (message === null) throw new Error('The message is gone');
      return deliverMessage({ transact: database.transact, client }, tenantId, message);
    },
    result: async (incidentId) => (await handle(incidentId)).result(),
    events: async (incidentId) => (await (await handle(incidentId)).fetchHistory()).events?.length ?? 0,
    close: async () => {
      clearInterval(clock);
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
      if (given === undefined) await database.close();
    },
  };
}
