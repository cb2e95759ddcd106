import type {
  Action,
  Cause,
  Criticality,
  DiagnosisMethod,
  IncidentStatus,
  Origin,
  RiskTier,
  Severity,
} from '../../domain/incidents/vocabulary.ts';
import { tagsOf } from '../../domain/knowledge/search-terms.ts';
import { mergePolicies, type PolicyOverlay } from '../../domain/policy/default-policy.ts';
import type { Policy } from '../../domain/policy/types.ts';
import { listPolicies } from '../policies.ts';
import type { Tx } from '../tx.ts';
import { iso, isoOrNull } from '../values.ts';

/** One line per case, as lists show it. */
export interface IncidentSummary {
  id: string;
  status: IncidentStatus;
  shadow: boolean;
  platform: string;
  job: { id: string; key: string; name: string };
  application: string;
  criticality: Criticality;
  run: { key: string; try: number | null; url: string | null };
  cause: Cause | null;
  origin: Origin | null;
  confidence: number | null;
  method: DiagnosisMethod | null;
  severity: Severity;
  rootCause: string | null;
  /** What the failure is about, read from its root cause: subjects first, then what is wrong with them. */
  tags: string[];
  action: Action | null;
  riskTier: RiskTier | null;
  attempts: number;
  maxAttempts: number;
  owner: string | null;
  acknowledgedBy: string | null;
  takenOverBy: string | null;
  heldReason: string | null;
  resolvedBy: 'automation' | 'human' | null;
  resolution: string | null;
  openedAt: string;
  updatedAt: string;
  closedAt: string | null;
  deadlineAt: string | null;
}

export interface SummaryRow {
  id: string;
  status: IncidentStatus;
  shadow: boolean;
  platform: string;
  job_id: string;
  job_key: string;
  job_name: string;
  application: string;
  criticality: Criticality;
  run_key: string;
  try: number | null;
  run_url: string | null;
  cause: Cause | null;
  origin: Origin | null;
  confidence: number | null;
  method: DiagnosisMethod | null;
  severity: Severity;
  root_cause: string | null;
  action: Action | null;
  risk_tier: RiskTier | null;
  attempts: number;
  owner: string | null;
  acknowledged_by: string | null;
  taken_over_by: string | null;
  held_reason: string | null;
  resolved_by: 'automation' | 'human' | null;
  resolution: string | null;
  opened_at: string;
  updated_at: string;
  closed_at: string | null;
  deadline_at: string | null;
}

export const summaryColumns = `
  i.id, i.status, i.shadow, j.platform, i.job_id, j.job_key, j.name as job_name, a.key as application, i.criticality, r.run_key, r.try, r.url as run_url,
  i.cause, i.origin, i.confidence, i.method, i.severity, i.root_cause, i.action, i.risk_tier, i.attempts, i.owner, i.acknowledged_by, i.taken_over_by,
  i.held_reason, i.resolved_by, i.resolution, i.opened_at, i.updated_at, i.closed_at, i.deadline_at`;

/** The run shown is the one whose failure opened the case. */
export const summaryTables = `
  incident i
  join job j on j.tenant_id = i.tenant_id and j.id = i.job_id
  join application a on a.tenant_id = i.tenant_id and a.id = i.application_id
  join lateral (select run_key, try, url from job_run r where r.tenant_id = i.tenant_id and r.incident_id = i.id order by r.attempt, r.created_at limit 1) r on true`;

/** A real is stored with six digits; more would be noise. */
export const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 1e4) / 1e4);

export const toSummary = (row: SummaryRow, maxAttempts: number): IncidentSummary => ({
  id: row.id,
  status: row.status,
  shadow: row.shadow,
  platform: row.platform,
  job: { id: row.job_id, key: row.job_key, name: row.job_name },
  application: row.application,
  criticality: row.criticality,
  run: { key: row.run_key, try: row.try, url: row.run_url },
  cause: row.cause,
  origin: row.origin,
  confidence: rounded(row.confidence),
  method: row.method,
  severity: row.severity,
  rootCause: row.root_cause,
  tags: tagsOf(row.root_cause ?? ''),
  action: row.action,
  riskTier: row.risk_tier,
  attempts: row.attempts,
  maxAttempts,
  owner: row.owner,
  acknowledgedBy: row.acknowledged_by,
  takenOverBy: row.taken_over_by,
  heldReason: row.held_reason,
  resolvedBy: row.resolved_by,
  resolution: row.resolution,
  openedAt: iso(row.opened_at),
  updatedAt: iso(row.updated_at),
  closedAt: isoOrNull(row.closed_at),
  deadlineAt: isoOrNull(row.deadline_at),
});

/** The policy of any job, from one read of the tenant's rows. */
export async function policyReader(tx: Tx, base: Policy): Promise<(job: { readonly application: string; readonly id: string }) => Policy> {
  const bodies = new Map<string, PolicyOverlay>((await listPolicies(tx)).map((row) => [row.scope, row.body]));
  return (job) =>
    mergePolicies(
      base,
      ['tenant', `application:${job.application}`, `job:${job.id}`].flatMap((scope) => bodies.get(scope) ?? []),
    );
}

/** Presents rows with the limits that hold for their jobs. */
export async function summaryPresenter(tx: Tx, base: Policy): Promise<(row: SummaryRow) => IncidentSummary> {
  const policyOf = await policyReader(tx, base);
  return (row) => toSummary(row, policyOf({ application: row.application, id: row.job_id }).maxResubmissionsPerRun);
}
