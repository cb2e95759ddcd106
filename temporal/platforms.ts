import type { ActivityDeps } from '../activities/deps.ts';
import type { Connector } from '../connectors/contract.ts';
import type { Actor } from '../domain/people/actor.ts';
import { saveDeclaredJobs } from '../store/jobs.ts';
import { connectPlatform } from '../store/platforms.ts';

export const workerActor: Actor = { kind: 'steward', id: 'worker', name: 'Worker start' };

/** A platform as the worker runs it: its kind, beside its connector. */
export interface RunningPlatform {
  readonly kind: string;
  readonly connector: Connector;
}

/** Registers the platforms. Jobs of one that lists no runs are declared here, of the others by their sweep: none has to be up for a worker to start. */
export async function connectPlatforms(deps: ActivityDeps, tenantId: string, platforms: readonly RunningPlatform[]): Promise<void> {
  for (const { kind, connector } of platforms) {
    const { platform: id, capabilities, guarantees } = connector;
    const jobs = capabilities.listsRuns ? [] : await connector.listJobs();
    await deps.transact(tenantId, workerActor, async (tx) => {
      await connectPlatform(tx, { id, kind, capabilities, guarantees });
      if (jobs.length > 0) await saveDeclaredJobs(tx, jobs);
    });
  }
}
