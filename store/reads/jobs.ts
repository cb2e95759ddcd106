import type { Criticality } from '../../domain/incidents/vocabulary.ts';
import type { ExpectedError, Tunable } from '../../domain/jobs/types.ts';
import { breakerState } from '../../domain/policy/breaker.ts';
import type { Policy } from '../../domain/policy/types.ts';
import { readBreaker } from '../submission-history.ts';
import type { Tx } from '../tx.ts';
import { isoOrNull } from '../values.ts';
import { policyReader } from './incident-summary.ts';
import { Conditions, containing, decodeCursor, type Page, pageOf } from './page.ts';
import { presentTunables } from './proposals.ts';

interface JobRow {
  id: string;
  platform: string;
  job_key: string;
  name: string;
  application: string;
  owner: string | null;
  criticality: Criticality;
  schedule: string | null;
  sla_seconds: number | null;
  idempotent: boolean;
  declared: boolean;
  tunables: Tunable[];
  expected_errors: ExpectedError[];
  incidents: number;
  open_incidents: number;
  last_incident_at: string | null;
}

const columns = `
  j.id, j.platform, j.job_key, j.name, a.key as application, coalesce(j.owner, a.owner) as owner, j.criticality, j.schedule, j.sla_seconds, j.idempotent, j.declared,
  j.tunables, j.expected_errors, i.incidents, i.open_incidents, i.last_incident_at`;
const tables = `
  job j join application a on a.tenant_id = j.tenant_id and a.id = j.application_id
  cross join lateral (select count(*)::int as incidents, (count(*) filter (where closed_at is null))::int as open_incidents, max(opened_at) as last_incident_at
    from incident i where i.tenant_id = j.tenant_id and i.job_id = j.id) i`;

async function present(tx: Tx, policy: Policy['breaker'], row: JobRow, now: Date) {
  const history = await readBreaker(tx, row.id, policy.windowMs);
  const breaker = breakerState(history, policy, now.toISOString());
  return {
    id: row.id,
    platform: row.platform,
    key: row.job_key,
    name: row.name,
    application: row.application,
    owner: row.owner,
    criticality: row.criticality,
    schedule: row.schedule,
    slaSeconds: row.sla_seconds,
    idempotent: row.idempotent,
    declared: row.declared,
    tunables: presentTunables(row.tunables),
    expectedErrors: row.expected_errors.map(({ exitCode, pattern, reason }) => ({ exitCode, pattern, reason })),
    incidents: row.incidents,
    openIncidents: row.open_incidents,
    lastIncidentAt: isoOrNull(row.last_incident_at),
    breaker: { state: breaker.kind, failures: history.failures.length, probeAt: breaker.kind === 'open' ? breaker.probeAt : null },
  };
}
export type JobRead = Awaited<ReturnType<typeof present>>;

/** The jobs that are known, by name. */
export async function listJobs(
  tx: Tx,
  base: Policy,
  input: {
    readonly q?: string | undefined;
    readonly platform?: string | undefined;
    readonly application?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
    readonly now: Date;
  },
): Promise<Page<JobRead>> {
  const where = new Conditions('j.tenant_id = $1', tx.tenant);
  if (input.platform !== undefined) where.add('j.platform = ?', input.platform);
  if (input.application !== undefined) where.add('a.key = ?', input.application);
  if (input.q !== undefined && input.q.trim() !== '')
    where.add('(j.name ilike ? or j.job_key ilike ?)', containing(input.q.trim()), containing(input.q.trim()));
  if (input.cursor !== undefined) where.add('(j.name, j.id) > (?, ?)', ...decodeCursor(input.cursor, ['text', 'text']));
  const rows = await tx.rows<JobRow>(
    `select ${columns} from ${tables} where ${where.sql} order by j.name, j.id limit ${where.parameter(input.limit + 1)}`,
    where.parameters,
  );
  const policyOf = await policyReader(tx, base);
  const page = pageOf(
    rows,
    input.limit,
    (row) => row,
    (row) => [row.name, row.id],
  );
  const items: JobRead[] = [];
  for (const row of page.items) items.push(await present(tx, policyOf(row).breaker, row, input.now));
  return { items, nextCursor: page.nextCursor };
}

/** One job; null when there is none. */
export async function readJob(tx: Tx, base: Policy, jobId: string, now: Date): Promise<JobRead | null> {
  const row = await tx.maybe<JobRow>(`select ${columns} from ${tables} where j.tenant_id = $1 and j.id = $2`, [tx.tenant, jobId]);
  return row === null ? null : present(tx, (await policyReader(tx, base))(row).breaker, row, now);
}
