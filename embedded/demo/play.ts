import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient, DemoClients } from './api-client.ts';
import type { BoardLine } from './board.ts';
import { type Expectation, mismatches } from './expectations.ts';
import { decide, findIncident, type IncidentDetail, rests } from './follow.ts';

/** What came of one job. */
export interface Played {
  readonly job: string;
  readonly incident: IncidentDetail | null;
  /** Empty when the case ended as its definition says. */
  readonly problems: readonly string[];
}

export interface PlayOptions {
  readonly clients: DemoClients;
  readonly expectations: ReadonlyMap<string, Expectation>;
  /** Gives verdicts on what waits; otherwise people do, in the web UI. */
  readonly approve: boolean;
  readonly show: (lines: readonly BoardLine[]) => void;
  readonly signal: AbortSignal;
  readonly patienceMs: number;
  /** Starts the jobs of other platforms than the local one. */
  readonly startOthers?: () => void;
}

interface Job {
  readonly id: string;
  readonly key: string;
  readonly application: string;
}

interface JobPage {
  readonly items: readonly Job[];
  readonly nextCursor: string | null;
}

/** Short waits and no hourly limit for the sample applications, as visible policy rows, so that a demo takes a minute and can be repeated. */
const demoPolicy = {
  backOff: { firstMs: 1_000, factor: 2, maxMs: 5_000 },
  maxAutomaticSubmissionsPerHour: 1_000,
  breaker: { failures: 1_000 },
};

export async function applyDemoPolicy(api: ApiClient, expectations: ReadonlyMap<string, Expectation>): Promise<void> {
  for (const application of new Set([...expectations.values()].map((one) => one.application)))
    await api.send('PUT', `/api/policies/${encodeURIComponent(`application:${application}`)}`, {
      body: demoPolicy,
      note: 'Demo: short waits, no hourly limit',
    });
}

/** Every job of the local platform, page by page. */
async function localJobs(api: ApiClient): Promise<readonly Job[]> {
  const jobs: Job[] = [];
  let cursor: string | null = null;
  do {
    const from: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: JobPage = await api.get<JobPage>(`/api/jobs?platform=local&limit=200${from}`);
    jobs.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return jobs;
}

/** Runs every job once and follows each case to where it rests. */
export async function playJobs(options: PlayOptions): Promise<readonly Played[]> {
  const { expectations } = options;
  const { admin, approver } = options.clients;
  const since = new Date(Date.now() - 1_000).toISOString();
  for (const job of await localJobs(admin)) if (expectations.has(job.key)) await admin.send('POST', `/api/jobs/${job.id}/runs`, {});
  options.startOthers?.();
  const followed = new Map<string, { incident: IncidentDetail | null; decided: string | null }>(
    [...expectations.keys()].map((job) => [job, { incident: null, decided: null }]),
  );
  const until = Date.now() + options.patienceMs;
  while (!options.signal.aborted && Date.now() < until) {
    for (const [job, state] of followed) {
      if (state.incident !== null && rests(state.incident)) continue;
      const id = state.incident?.id ?? (await findIncident(approver, expectations.get(job)?.key ?? job, since))?.id;
      if (id === undefined) continue;
      state.incident = await approver.get<IncidentDetail>(`/api/incidents/${id}`);
      const { proposal } = state.incident;
      if (!options.approve || proposal === null || proposal.hash === state.decided) continue;
      state.decided = proposal.hash;
      await decide(approver, state.incident, expectations.get(job));
    }
    options.show([...followed].map(([job, { incident }]) => lineOf(job, incident)));
    const done = ({ incident }: { incident: IncidentDetail | null }) =>
      incident !== null && (rests(incident) || (!options.approve && incident.status === 'AWAITING_APPROVAL'));
    if ([...followed.values()].every(done)) break;
    await sleep(500, undefined, { signal: options.signal }).catch(() => undefined);
  }
  return [...followed].map(([job, { incident }]) => judge(job, incident, expectations.get(job)));
}

const lineOf = (job: string, incident: IncidentDetail | null): BoardLine =>
  incident === null
    ? { job, status: 'RUNNING', note: '' }
    : { job, status: incident.status, note: `${incident.cause ?? ''}${incident.attempts === 0 ? '' : `, attempt ${incident.attempts}`}` };

function judge(job: string, incident: IncidentDetail | null, expectation: Expectation | undefined): Played {
  if (incident === null) return { job, incident, problems: ['no failure was seen'] };
  if (incident.status === 'AWAITING_APPROVAL') return { job, incident, problems: ['waits for a decision'] };
  if (!rests(incident)) return { job, incident, problems: [`still ${incident.status}`] };
  const got = { status: incident.status, cause: incident.cause, origin: incident.origin, action: firstAction(incident) };
  return { job, incident, problems: expectation === undefined ? [] : mismatches(expectation, got) };
}

/** The action that the first decision chose; what limits and people made of it later shows in the status. */
export const firstAction = (incident: IncidentDetail): string | null =>
  incident.rounds.find((round) => round.decisions.length > 0)?.decisions[0]?.action ?? incident.action;
