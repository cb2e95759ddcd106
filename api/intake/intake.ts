import type { Actor } from '../../domain/people/actor.ts';
import { type Accepted, acceptFailures, type FailureReport } from '../../store/intake.ts';
import { causeCodes, isOutage } from '../database-errors.ts';
import type { ApiDeps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { createGroupCommit, type GroupCommit } from './group-commit.ts';
import { createKnownThings } from './known-things.ts';
import type { Silence } from './silence.ts';
import { createStartQueue } from './start-queue.ts';

/** Failures that are stored in one transaction, and how many such: the database stores one group while the next one is read and answered. */
export const groupLimits = { largestGroup: 64, mostAtWork: 2 } as const;
const mostWaiting = 4000;

/** Where every reported failure comes in. */
export interface Intake {
  /** Resolves when the failure is kept for good. @throws AppError invalid, unavailable */
  accept(tenant: string, actor: Actor, report: FailureReport): Promise<Accepted>;
}

export function createIntake({ transact, temporal, log }: ApiDeps, silence: Silence): Intake {
  const check = createKnownThings(transact);
  const start = createStartQueue(temporal.startIncident, log);
  const groups = new Map<string, GroupCommit<FailureReport, Accepted>>();

  /** One group per tenant and reporter: a transaction has one actor. */
  const groupOf = (tenant: string, actor: Actor): GroupCommit<FailureReport, Accepted> => {
    const key = JSON.stringify([tenant, actor.kind, actor.id]);
    const known = groups.get(key);
    if (known !== undefined) return known;
    const group = createGroupCommit<FailureReport, Accepted>({
      work: (reports) => transact(tenant, actor, (tx) => acceptFailures(tx, reports)),
      ...groupLimits,
      mostWaiting,
      whenFull: () => new AppError('unavailable', 'More failures are reported than can be stored right now', { retryAfterSeconds: 1 }),
      failsAll: (error) => isOutage(error, causeCodes(error)),
    });
    groups.set(key, group);
    return group;
  };

  return {
    async accept(tenant, actor, given) {
      const report = await check(tenant, given);
      const silenced = await silence.keep(tenant, actor, report);
      if (silenced !== null) return silenced;
      const accepted = await groupOf(tenant, actor).add(report);
      if (accepted.created)
        start({
          tenantId: tenant,
          incidentId: accepted.incidentId,
          generation: 1,
          round: 1,
          revision: 1,
          standBy: false,
          application: report.application ?? 'unassigned',
          severity: 'medium',
        });
      return accepted;
    },
  };
}
