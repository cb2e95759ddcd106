import type { Action, Cause, DiagnosisMethod, IncidentStatus, Origin, RiskTier, Severity } from '../domain/incidents/vocabulary.ts';
import type { Tx } from './tx.ts';

/** Columns of the projection that a step may set. */
export interface IncidentPatch {
  status?: IncidentStatus;
  severity?: Severity;
  cause?: Cause;
  origin?: Origin;
  confidence?: number;
  method?: DiagnosisMethod;
  fingerprint?: string;
  root_cause?: string;
  action?: Action;
  risk_tier?: RiskTier;
  round?: number;
  attempts?: number;
  actions?: number;
  owner?: string | null;
  acknowledged_by?: string;
  acknowledged_at?: string;
  taken_over_by?: string;
  deadline_at?: string | null;
  proposal_id?: string | null;
  held_reason?: string | null;
  resolved_by?: string;
  resolution?: string;
  closed_at?: string;
  generation?: number;
}

/** Writes the projection; the caller appends the line of the record in the same transaction. */
export async function patchIncident(tx: Tx, incidentId: string, patch: IncidentPatch): Promise<void> {
  const names = Object.keys(patch);
  const sets = names.map((name, index) => `${name} = $${index + 3}`);
  await tx.rows(`update incident set ${[...sets, 'updated_at = now()'].join(', ')} where tenant_id = $1 and id = $2`, [
    tx.tenant,
    incidentId,
    ...Object.values(patch),
  ]);
}

/** Shows that a round is being looked into, unless it has been already, or the case is no longer ours to handle. */
export async function beginRound(tx: Tx, incidentId: string, round: number): Promise<void> {
  await tx.rows(
    `update incident i set status = 'ANALYZING', round = $3, updated_at = now()
     where tenant_id = $1 and id = $2 and closed_at is null and taken_over_by is null
       and not exists (select from diagnosis d where d.tenant_id = $1 and d.incident_id = $2 and d.round = $3)`,
    [tx.tenant, incidentId, round],
  );
}

/** Ends a case: terminal statuses never change again, except to a false positive. */
export const closeIncident = (
  tx: Tx,
  incidentId: string,
  status: IncidentStatus,
  by: 'automation' | 'human',
  resolution: string,
): Promise<void> =>
  patchIncident(tx, incidentId, {
    status,
    resolved_by: by,
    resolution,
    closed_at: new Date().toISOString(),
    deadline_at: null,
    held_reason: null,
    proposal_id: null,
  });
