import type { Client } from '@temporalio/client';
import { reportOf } from '../activities/sweep.ts';
import type { RunSummary } from '../connectors/contract.ts';
import type { LocalConnector } from '../connectors/local/connector.ts';
import { stewardActor } from '../domain/people/actor.ts';
import { acceptFailures } from '../store/intake.ts';
import { saveDeclaredJobs } from '../store/jobs.ts';
import { readOpenCases } from '../store/leases.ts';
import type { Transact } from '../store/tx.ts';
import { startIncident } from './start-incident.ts';
import type { StewardDeps } from './steward.ts';

export interface FailureWatch {
  readonly local: LocalConnector;
  readonly transact: Transact;
  readonly client: Client;
  readonly tenantId: string;
  /** The jobs that are stored already. */
  readonly declared: readonly string[];
  readonly log: StewardDeps['log'];
}

/** Accepts failures of the local platform as they happen; what is missed while no worker is up is found by the sweep. Ends when `signal` aborts. */
export function watchFailures(watch: FailureWatch, signal: AbortSignal): Promise<void> {
  const { local, transact, client, tenantId, log } = watch;
  const actor = { kind: 'platform', id: local.platform, name: local.platform } as const;
  let declared = new Set(watch.declared);

  /** A job that was added meanwhile is stored before its failure: how critical it is decides what may be done. */
  const declare = async (jobKey: string): Promise<void> => {
    if (declared.has(jobKey)) return;
    const jobs = await local.listJobs();
    await transact(tenantId, stewardActor, (tx) => saveDeclaredJobs(tx, jobs));
    declared = new Set([...jobs.map((job) => job.jobKey), jobKey]);
  };
  const onEnded = async (run: RunSummary): Promise<void> => {
    if (run.state !== 'failed') return;
    await declare(run.jobKey);
    const [accepted] = await transact(tenantId, actor, (tx) => acceptFailures(tx, [reportOf(run, 'watch')]));
    if (accepted?.created !== true) return;
    for (const open of await transact(tenantId, stewardActor, (tx) => readOpenCases(tx, [accepted.incidentId])))
      await startIncident(client, { ...open, tenantId }).catch((error: unknown) =>
        log({ event: 'start-left-to-steward', incidentId: open.incidentId, message: String(error) }),
      );
  };
  return local.watchEndedRuns({ signal, onEnded });
}
