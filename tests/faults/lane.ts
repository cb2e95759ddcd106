import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLocalConnector } from '../../connectors/local/connector.ts';
import { connect, type DemoClients } from '../../embedded/demo/api-client.ts';
import { type Stack, startStack } from '../../embedded/stack.ts';
import { openTestDatabase } from '../support/database.ts';
import { type Arming, faultFiles } from './fault-points.ts';
import type { Observed } from './judge.ts';
import { lowPorts } from './low-ports.ts';
import { readMails, readStarts, readUncertain } from './observe.ts';

/** The kinds of jobs; each kind's case takes another course. */
export const kinds = readdirSync(join(import.meta.dirname, 'jobs'));
export const jobName = (kind: string, batch: string): string => `${kind}-${batch}`;
/** Where nothing more happens by itself. */
const resting = new Set(['RESOLVED', 'IGNORED', 'EMAILED', 'ESCALATED', 'CANCELLED', 'FALSE_POSITIVE']);

/** A whole stack whose worker fails on command. */
export interface Lane {
  readonly stack: Stack;
  readonly faultsDirectory: string;
  readonly clients: DemoClients;
  /** Fails one run of every kind of job. */
  fail(batch: string): Promise<readonly string[]>;
  arm(faults: readonly Arming[]): void;
  /** Takes back what has not happened. @returns true when everything has */
  disarm(): boolean;
  observe(): Promise<Observed>;
  /** Approves what waits, until every one of these jobs has a case that rests and nothing has moved for a second. */
  settle(jobs: readonly string[], withinMs: number): Promise<Observed>;
  close(): Promise<void>;
}

export interface LaneOptions {
  /** Taken from outside where given; the embedded one otherwise. */
  readonly temporal?: { readonly address: string; readonly namespace: string };
  readonly embeddedDatabase?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  readonly worker?: string;
}

const portSettings = ['PORT', 'SMTP_CATCHER_PORT', 'HTTP_CATCHER_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT'];

/** Short waits and no limits, so that a case is over in seconds. */
const policy = {
  backOff: { firstMs: 200, factor: 1, maxMs: 1_000 },
  maxResubmissionsPerRun: 2,
  maxAutomaticSubmissionsPerHour: 100_000,
  breaker: { failures: 1_000 },
  mailOnRetry: true,
};

/** Writes one job of every kind under names of its own. */
function writeJobs(directory: string, batch: string): readonly string[] {
  return kinds.map((kind) => {
    cpSync(join(import.meta.dirname, 'jobs', kind), join(directory, jobName(kind, batch)), { recursive: true });
    return jobName(kind, batch);
  });
}

export async function openLane({ temporal, embeddedDatabase, environment, worker }: LaneOptions): Promise<Lane> {
  const root = mkdtempSync(join(tmpdir(), 'nightshift-faults-'));
  const [jobs, state, faultsDirectory] = [join(root, 'jobs'), join(root, 'state'), join(root, 'faults')];
  for (const directory of [jobs, faultsDirectory]) mkdirSync(directory);
  const database = embeddedDatabase === true ? null : await openTestDatabase({ pool: 1 });
  const { PATH, HOME, TEMPORAL_CLI_PATH } = process.env;
  const ports = (await lowPorts(portSettings.length)).map((port, index) => [portSettings[index] ?? '', String(port)]);
  const stack = await startStack({
    environment: {
      PATH,
      HOME,
      TEMPORAL_CLI_PATH,
      STATE_DIR: state,
      JOBS_DIR: jobs,
      FAULTS_DIR: faultsDirectory,
      ONCALL_EMAILS: 'oncall@example.com',
      APPROVER_EMAILS: 'approvers@example.com',
      SWEEP_INTERVAL_SECONDS: '5',
      LOG_LEVEL: 'warn',
      ...Object.fromEntries(ports),
      ...(temporal === undefined ? {} : { TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: temporal.namespace }),
      ...(database === null ? {} : { DATABASE_URL: database.url }),
      ...environment,
    },
    ports: 'configured',
    entries: { worker: worker ?? 'tests/faults/faulty-worker.ts' },
  });
  const clients = await connect(stack.urls.web);
  await clients.admin.send('PUT', '/api/policies/tenant', { body: policy, note: 'Short waits' });
  const local = createLocalConnector({ jobsDir: jobs, stateDir: state });
  const armed = faultFiles(faultsDirectory).armed;
  const catcher = stack.environment['MAIL_CATCHER_URL'] ?? '';

  const listIncidents = async (): Promise<Observed['incidents']> => {
    const found: { id: string; job: string; status: string }[] = [];
    for (let cursor: string | null = null; ; ) {
      const page: IncidentPage = await clients.admin.get(`/api/incidents?limit=100${cursor === null ? '' : `&cursor=${cursor}`}`);
      found.push(...page.items.map(({ id, job, status }) => ({ id, job: job.key, status })));
      if (page.nextCursor === null) return found;
      cursor = page.nextCursor;
    }
  };
  const observe = async (): Promise<Observed> => ({
    starts: readStarts(state),
    mails: await readMails(catcher),
    incidents: await listIncidents(),
    uncertain: readUncertain(faultsDirectory),
  });
  /** A case shows as escalated before the mail goes out, which after a fault may be a silence or two later. */
  const stillTelling = async (cases: readonly { readonly id: string }[]): Promise<boolean> => {
    const { items } = await clients.admin.get<OutboxPage>('/api/outbox?limit=50');
    return items.some(
      (mail) => mail.purpose === 'escalation' && mail.state === 'claimed' && cases.some(({ id }) => id === mail.incidentId),
    );
  };
  const approve = async (incidentId: string): Promise<void> => {
    const { proposal } = await clients.approver.get<{ proposal: { hash: string } | null }>(`/api/incidents/${incidentId}`);
    if (proposal !== null)
      await clients.approver.send('POST', `/api/incidents/${incidentId}/verdict`, { verdict: 'approve', hash: proposal.hash });
  };

  return {
    stack,
    faultsDirectory,
    clients,
    fail: async (batch) => {
      const names = writeJobs(jobs, batch);
      for (const jobKey of names) await local.submit({ jobKey, parameters: {}, key: `foreign:${jobKey}` });
      return names;
    },
    arm: (faults) => writeFileSync(armed, JSON.stringify(faults)),
    disarm: () => {
      const pending = existsSync(armed);
      rmSync(armed, { force: true });
      return !pending;
    },
    observe,
    settle: async (names, withinMs) => {
      const asked = new Set<string>();
      const deadline = Date.now() + withinMs;
      for (let before = ''; ; ) {
        const seen = await observe().catch(() => null);
        const mine = seen?.incidents.filter((one) => names.includes(one.job)) ?? [];
        for (const { id, status } of mine)
          if (status === 'AWAITING_APPROVAL' && !asked.has(id) && wasAsked(seen, id))
            await approve(id).then(
              () => asked.add(id),
              () => undefined,
            );
        const now = JSON.stringify([seen?.starts, seen?.mails, seen?.incidents]);
        const rests = names.every((name) => mine.some((one) => one.job === name && resting.has(one.status)));
        if (seen !== null && rests && now === before && !(await stillTelling(mine).catch(() => true))) return seen;
        if (Date.now() > deadline)
          throw new Error(
            `Not settled within ${withinMs} ms: ${mine.filter((one) => !resting.has(one.status)).map((one) => `${one.job} ${one.status}`)}`,
          );
        before = now;
        await sleep(rests ? 1_000 : 400);
      }
    },
    close: async () => {
      await stack.stop();
      await database?.close();
      rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** An approver acts on a mail: a verdict that is there first makes the mail pointless. */
const wasAsked = (seen: Observed | null, id: string): boolean =>
  seen?.mails.some((mail) => mail.incidentId === id && mail.purpose === 'approval-request') === true;

interface OutboxPage {
  readonly items: readonly { readonly incidentId: string; readonly purpose: string; readonly state: string }[];
}

interface IncidentPage {
  readonly items: readonly { readonly id: string; readonly job: { readonly key: string }; readonly status: string }[];
  readonly nextCursor: string | null;
}
