import type {
  Action,
  Cause,
  Criticality,
  DiagnosisMethod,
  IncidentStatus,
  Origin,
  RiskTier,
  Severity,
} from '../domain/incidents/vocabulary.ts';
import type { ExpectedError, Parameters, RunIdentity, RunState, Tunable } from '../domain/jobs/types.ts';
import { requireAutomated } from './automated-cases.ts';
import { StoreRefusal } from './refusal.ts';
import type { Tx } from './tx.ts';
import { iso, isoOrNull } from './values.ts';

/** A case with the job it is about and the run that its current round looks at. */
export interface Case {
  readonly id: string;
  readonly status: IncidentStatus;
  readonly shadow: boolean;
  readonly generation: number;
  readonly round: number;
  readonly attempts: number;
  readonly actions: number;
  readonly cause: Cause | null;
  readonly origin: Origin | null;
  readonly confidence: number | null;
  readonly method: DiagnosisMethod | null;
  readonly severity: Severity;
  readonly fingerprint: string | null;
  readonly rootCause: string | null;
  readonly action: Action | null;
  readonly riskTier: RiskTier | null;
  readonly owner: string | null;
  readonly acknowledgedAt: string | null;
  readonly takenOverBy: string | null;
  readonly deadlineAt: string | null;
  readonly openedAt: string;
  readonly job: {
    readonly id: string;
    readonly platform: string;
    readonly jobKey: string;
    readonly name: string;
    readonly application: string;
    readonly owner: string | null;
    readonly criticality: Criticality;
    readonly tunables: readonly Tunable[];
    readonly expectedErrors: readonly ExpectedError[];
    readonly idempotent: boolean;
    readonly canSubmit: boolean;
  };
  readonly run: RunIdentity & {
    readonly id: string;
    readonly attempt: number;
    readonly state: RunState;
    readonly parameters: Parameters;
    readonly finishedAt: string | null;
    readonly url: string | null;
  };
}

const caseColumns = `
  i.id, i.status, i.shadow, i.generation, i.round, i.attempts, i.actions, i.cause, i.origin, i.confidence, i.method, i.severity, i.fingerprint,
  i.root_cause, i.action, i.risk_tier, i.owner, i.acknowledged_at, i.taken_over_by, i.deadline_at, i.opened_at,
  j.id as job_id, j.platform, j.job_key, j.name as job_name, a.key as application, coalesce(j.owner, a.owner) as job_owner, j.criticality,
  j.tunables, j.expected_errors, j.idempotent, coalesce((p.capabilities->>'submits')::boolean, false) as can_submit,
  r.id as run_id, r.run_key, r.try, r.attempt, r.state as run_state, r.parameters as run_parameters, r.finished_at as run_finished_at, r.url as run_url`;
const caseJoins = `
  join job j on j.tenant_id = i.tenant_id and j.id = i.job_id
  join application a on a.tenant_id = i.tenant_id and a.id = j.application_id
  left join platform p on p.tenant_id = i.tenant_id and p.id = j.platform
  join lateral (select * from job_run r where r.tenant_id = i.tenant_id and r.incident_id = i.id order by r.attempt desc, r.created_at desc limit 1) r on true`;

interface CaseRow {
  id: string;
  status: IncidentStatus;
  shadow: boolean;
  generation: number;
  round: number;
  attempts: number;
  actions: number;
  cause: Cause | null;
  origin: Origin | null;
  confidence: number | null;
  method: DiagnosisMethod | null;
  severity: Severity;
  fingerprint: string | null;
  root_cause: string | null;
  action: Action | null;
  risk_tier: RiskTier | null;
  owner: string | null;
  acknowledged_at: string | null;
  taken_over_by: string | null;
  deadline_at: string | null;
  opened_at: string;
  job_id: string;
  platform: string;
  job_key: string;
  job_name: string;
  application: string;
  job_owner: string | null;
  criticality: Criticality;
  tunables: Tunable[];
  expected_errors: ExpectedError[];
  idempotent: boolean;
  can_submit: boolean;
  run_id: string;
  run_key: string;
  try: number | null;
  attempt: number;
  run_state: RunState;
  run_parameters: Parameters;
  run_finished_at: string | null;
  run_url: string | null;
}

const toCase = (row: CaseRow): Case => ({
  id: row.id,
  status: row.status,
  shadow: row.shadow,
  generation: row.generation,
  round: row.round,
  attempts: row.attempts,
  actions: row.actions,
  cause: row.cause,
  origin: row.origin,
  confidence: row.confidence,
  method: row.method,
  severity: row.severity,
  fingerprint: row.fingerprint,
  rootCause: row.root_cause,
  action: row.action,
  riskTier: row.risk_tier,
  owner: row.owner,
  acknowledgedAt: isoOrNull(row.acknowledged_at),
  takenOverBy: row.taken_over_by,
  deadlineAt: isoOrNull(row.deadline_at),
  openedAt: iso(row.opened_at),
  job: {
    id: row.job_id,
    platform: row.platform,
    jobKey: row.job_key,
    name: row.job_name,
    application: row.application,
    owner: row.job_owner,
    criticality: row.criticality,
    tunables: row.tunables,
    expectedErrors: row.expected_errors,
    idempotent: row.idempotent,
    canSubmit: row.can_submit,
  },
  run: {
    id: row.run_id,
    platform: row.platform,
    jobKey: row.job_key,
    runKey: row.run_key,
    try: row.try,
    attempt: row.attempt,
    state: row.run_state,
    parameters: row.run_parameters,
    finishedAt: isoOrNull(row.run_finished_at),
    url: row.run_url,
  },
});

/** The case's own row is found first and by itself, so that the joins start from one row however little the server knows of its tables. */
const caseStatement = (lock: '' | 'for no key update'): string =>
  `with i as materialized (select * from incident where tenant_id = $1 and id = $2 ${lock}) select ${caseColumns} from i ${caseJoins}`;
const reading = caseStatement('');
const locking = caseStatement('for no key update');

async function findCase(tx: Tx, statement: string, incidentId: string): Promise<Case> {
  const row = await tx.maybe<CaseRow>(statement, [tx.tenant, incidentId]);
  if (row === null) throw new StoreRefusal('not-found', `There is no incident ${incidentId}`);
  return toCase(row);
}

/** Reads a case. @throws StoreRefusal not-found */
export const readCase = (tx: Tx, incidentId: string): Promise<Case> => findCase(tx, reading, incidentId);

/** Reads a case and holds its row until the transaction ends, so that steps of one case never run side by side. @throws StoreRefusal not-found */
export const lockCase = (tx: Tx, incidentId: string): Promise<Case> => findCase(tx, locking, incidentId);

/** Holds the row of a case that this step has read before, and says what people may have done to it since: how it stands and who has it. */
export async function lockAgain(tx: Tx, before: Case): Promise<Case> {
  const now = await tx.one<Pick<CaseRow, 'status' | 'taken_over_by'>>(
    'select status, taken_over_by from incident where tenant_id = $1 and id = $2 for no key update',
    [tx.tenant, before.id],
  );
  return { ...before, status: now.status, takenOverBy: now.taken_over_by };
}

/** The same as `lockCase`, for steps that only a case of ours may take. @throws StoreRefusal closed */
export async function lockOpenCase(tx: Tx, incidentId: string): Promise<Case> {
  const found = await lockCase(tx, incidentId);
  requireAutomated(found);
  return found;
}
