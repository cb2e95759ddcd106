import { mergePolicies, type PolicyOverlay } from '../domain/policy/default-policy.ts';
import type { Policy } from '../domain/policy/types.ts';
import { appendRecord } from './record.ts';
import type { Tx } from './tx.ts';
import { iso } from './values.ts';

/** Whom a policy row is for. */
export type PolicyScope = 'tenant' | `application:${string}` | `job:${string}`;

export interface EffectivePolicy {
  readonly policy: Policy;
  /** The newest version among the rows that went into it; 0 when all is default. */
  readonly version: number;
}

/** The policy that holds for a job: default, then tenant, application and job rows over it. */
export async function readPolicy(
  tx: Tx,
  base: Policy,
  job: { readonly application: string; readonly id: string },
): Promise<EffectivePolicy> {
  const scopes = ['tenant', `application:${job.application}`, `job:${job.id}`];
  const rows = await tx.rows<{ version: string; body: PolicyOverlay }>(
    `select version, body from (select distinct on (scope) scope, version, body from policy where tenant_id = $1 and scope = any($2) order by scope, version desc) newest
     order by array_position($2, scope)`,
    [tx.tenant, scopes],
  );
  return {
    policy: mergePolicies(
      base,
      rows.map((row) => row.body),
    ),
    version: Math.max(0, ...rows.map((row) => Number(row.version))),
  };
}

export interface PolicyRow {
  readonly version: number;
  readonly scope: PolicyScope;
  readonly body: PolicyOverlay;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly note: string | null;
}

/** The newest row of every scope. */
export async function listPolicies(tx: Tx): Promise<readonly PolicyRow[]> {
  const rows = await tx.rows<{
    version: string;
    scope: PolicyScope;
    body: PolicyOverlay;
    created_by: { name: string };
    created_at: string;
    note: string | null;
  }>(
    `select distinct on (scope) version, scope, body, created_by, created_at, note from policy where tenant_id = $1 order by scope, version desc`,
    [tx.tenant],
  );
  return rows.map((row) => ({
    version: Number(row.version),
    scope: row.scope,
    body: row.body,
    createdBy: row.created_by.name,
    createdAt: iso(row.created_at),
    note: row.note,
  }));
}

/** Adds a version of a scope's policy; older ones stay, for each decision names the version it used. */
export async function savePolicy(
  tx: Tx,
  input: { readonly scope: PolicyScope; readonly body: PolicyOverlay; readonly note: string | null },
): Promise<number> {
  const row = await tx.one<{ version: string }>(
    'insert into policy (tenant_id, scope, body, created_by, note) values ($1, $2, $3::jsonb, $4::jsonb, $5) returning version',
    [tx.tenant, input.scope, JSON.stringify(input.body), JSON.stringify(tx.actor), input.note],
  );
  await appendRecord(tx, {
    incidentId: null,
    kind: 'policy-changed',
    stage: 'settings',
    summary: `The policy of ${input.scope} was changed.`,
    detail: { scope: input.scope, version: Number(row.version), body: input.body },
  });
  return Number(row.version);
}

export interface AutomationSwitch {
  readonly stopped: boolean;
  readonly reason: string | null;
  readonly changedBy: string | null;
  readonly changedAt: string | null;
}

/**
 * Holds the tenant's claims until the transaction ends: of two at once each could see the last free place under a limit, and what is
 * claimed must have seen the switch. What is read once this is held stays true until the end.
 */
export const holdClaims = (tx: Tx): Promise<unknown> =>
  tx.rows('select pg_advisory_xact_lock(hashtext($1))', [`nightshift-claims/${tx.tenant}`]);

/** The one switch over all automation of a tenant. */
export async function readSwitch(tx: Tx): Promise<AutomationSwitch> {
  const row = await tx.maybe<{ stopped: boolean; reason: string | null; changed_by: { name: string }; changed_at: string }>(
    'select stopped, reason, changed_by, changed_at from automation_switch where tenant_id = $1',
    [tx.tenant],
  );
  return row === null
    ? { stopped: false, reason: null, changedBy: null, changedAt: null }
    : { stopped: row.stopped, reason: row.reason, changedBy: row.changed_by.name, changedAt: iso(row.changed_at) };
}

/** Stops or resumes all automation at once: no claim is made any more that has not seen it. */
export async function setSwitch(tx: Tx, input: { readonly stopped: boolean; readonly reason: string | null }): Promise<AutomationSwitch> {
  await holdClaims(tx);
  await tx.rows(
    `insert into automation_switch (tenant_id, stopped, reason, changed_by) values ($1, $2, $3, $4::jsonb)
     on conflict (tenant_id) do update set stopped = excluded.stopped, reason = excluded.reason, changed_by = excluded.changed_by, changed_at = now()`,
    [tx.tenant, input.stopped, input.reason, JSON.stringify(tx.actor)],
  );
  await appendRecord(tx, {
    incidentId: null,
    kind: input.stopped ? 'automation-stopped' : 'automation-resumed',
    stage: 'settings',
    summary: input.stopped ? `All automation was stopped${input.reason === null ? '' : `: ${input.reason}`}.` : 'Automation was resumed.',
  });
  return readSwitch(tx);
}
