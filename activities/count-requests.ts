import { tallied } from '../connectors/rest/request-tally.ts';
import { workflowActor } from '../domain/people/actor.ts';
import { addRequests, type RequestStage } from '../store/platform-requests.ts';
import type { ActivityDeps } from './deps.ts';

/** Does something for a case and counts what it asked of the platform. A count that cannot be kept is lost; the work is not. */
export const countRequests = <Value>(
  deps: ActivityDeps,
  { tenantId, incidentId }: { readonly tenantId: string; readonly incidentId: string },
  stage: RequestStage,
  work: () => Promise<Value>,
): Promise<Value> =>
  tallied(work, async (requests) => {
    try {
      await deps.transact(tenantId, workflowActor, (tx) => addRequests(tx, { incidentId, stage, requests }));
    } catch (error) {
      deps.log({ event: 'requests-not-counted', tenantId, incidentId, stage, requests, problem: String(error) });
    }
  });
