import type { Tx } from './tx.ts';

/** What requests to a platform were for: to look at a failed run, to do something about it, to see what became of that. */
export const requestStages = ['investigate', 'act', 'follow'] as const;
export type RequestStage = (typeof requestStages)[number];

/** Adds requests that were sent to a platform for a case. A figure, not an event: it has no line in the record. */
export async function addRequests(
  tx: Tx,
  { incidentId, stage, requests }: { readonly incidentId: string; readonly stage: RequestStage; readonly requests: number },
): Promise<void> {
  await tx.rows(
    `insert into platform_requests as kept (tenant_id, incident_id, stage, requests) values ($1, $2, $3, $4)
     on conflict (tenant_id, incident_id, stage) do update set requests = kept.requests + excluded.requests`,
    [tx.tenant, incidentId, stage, requests],
  );
}

/** Requests that were sent to a platform for a case, by what they were for. */
export async function readRequests(tx: Tx, incidentId: string): Promise<Record<RequestStage, number>> {
  const rows = await tx.rows<{ stage: RequestStage; requests: number }>(
    'select stage, requests from platform_requests where tenant_id = $1 and incident_id = $2',
    [tx.tenant, incidentId],
  );
  const counts = { investigate: 0, act: 0, follow: 0 };
  for (const { stage, requests } of rows) counts[stage] = requests;
  return counts;
}
