import { randomBytes } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { createGroupCommit, type GroupCommit } from '../api/intake/group-commit.ts';
import { groupLimits } from '../api/intake/intake.ts';
import { type Actor, stewardActor } from '../domain/people/actor.ts';
import { type Accepted, acceptFailures, type FailureReport } from '../store/intake.ts';
import { saveDeclaredJobs } from '../store/jobs.ts';
import { connectPlatform } from '../store/platforms.ts';
import { savePolicy } from '../store/policies.ts';
import type { Transact } from '../store/tx.ts';
import { startIncident } from '../temporal/start-incident.ts';
import type { TestDatabase } from '../tests/support/database.ts';
import { type IncidentOutcome, incidentWorkflowId } from '../workflows/contract.ts';
import { createNoOpPlatform, errorTextOf, jobCount, jobKeyOf, jobs, noOpPlatform } from './no-op-platform.ts';

export const tenantId = 'default';
const pastCases = 2_000;
const reporter: Actor = { kind: 'platform', id: noOpPlatform, name: noOpPlatform };

/** Declares the platform and its jobs, and raises the limits that would stop a flood, visibly in the tenant's own policy. */
export async function prepare({ orm, transact }: TestDatabase): Promise<void> {
  await transact(tenantId, stewardActor, async (tx) => {
    await connectPlatform(tx, { id: noOpPlatform, kind: 'http', capabilities: createNoOpPlatform().capabilities });
    await tx.rows(`update platform set connected_at = '2000-01-01' where tenant_id = $1`, [tenantId]);
    await saveDeclaredJobs(tx, jobs);
    await savePolicy(tx, {
      scope: 'tenant',
      body: { maxAutomaticSubmissionsPerHour: 1_000_000, breaker: { failures: 1_000_000, windowMs: 3_600_000, probeAfterMs: 1_800_000 } },
      note: 'bench',
    });
  });
  await rememberPast(transact);
  // As the server does by itself within a minute.
  await orm.em.getConnection().execute('analyze');
}

/** A database in use has a past, and the server knows how its tables are filled. */
async function rememberPast(transact: Transact): Promise<void> {
  for (let from = 0; from < pastCases; from += 200) {
    const reports = Array.from({ length: 200 }, (_, index) => reportFor(jobKeyOf((from + index) % jobCount)));
    await transact(tenantId, reporter, (tx) => acceptFailures(tx, reports));
  }
  await transact(tenantId, stewardActor, (tx) =>
    tx.rows(`update incident set status = 'RESOLVED', closed_at = now() where closed_at is null`),
  );
}

export const reportFor = (jobKey: string): FailureReport => ({
  platform: noOpPlatform,
  jobKey,
  runKey: `failed-${randomBytes(8).toString('hex')}`,
  try: 0,
  submissionKey: null,
  application: 'bench',
  owner: null,
  criticality: null,
  errorText: errorTextOf(jobKey),
  logTail: null,
  parameters: null,
  finishedAt: null,
  detectedBy: 'trigger',
});

/** Intake as the API does it: what arrives while the last group is stored makes the next group. */
export const createAccept = (transact: Transact): GroupCommit<FailureReport, Accepted> =>
  createGroupCommit<FailureReport, Accepted>({
    work: (reports) => transact(tenantId, reporter, (tx) => acceptFailures(tx, reports)),
    ...groupLimits,
    mostWaiting: 10_000,
    whenFull: () => new Error('full'),
    failsAll: () => true,
  });

/** Reports a failure and starts its case. @returns the incident's id */
export async function openCase(client: Client, accept: GroupCommit<FailureReport, Accepted>, jobKey: string): Promise<string> {
  const { incidentId } = await accept.add(reportFor(jobKey));
  const start = {
    tenantId,
    incidentId,
    generation: 1,
    round: 1,
    revision: 1,
    standBy: false,
    application: 'bench',
    severity: 'medium',
  } as const;
  await startIncident(client, start);
  return incidentId;
}

/** @throws Error when a case did not end as every case of the bench must */
export function requireResolved(outcome: unknown): void {
  const { status, rounds } = outcome as IncidentOutcome;
  if (status !== 'RESOLVED' || rounds !== 1) throw new Error(`A case ended as ${status} after ${rounds} rounds`);
}

/** One case from its report to its end. */
export async function handleCase(client: Client, accept: GroupCommit<FailureReport, Accepted>, index: number): Promise<void> {
  const incidentId = await openCase(client, accept, jobKeyOf(index));
  requireResolved(await client.workflow.getHandle(incidentWorkflowId(incidentId, 1)).result());
}
