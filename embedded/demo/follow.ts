import type { ApiClient } from './api-client.ts';
import type { Expectation } from './expectations.ts';

/** The parts of an incident that the demo looks at. */
export interface Incident {
  readonly id: string;
  readonly status: string;
  readonly platform: string;
  readonly cause: string | null;
  readonly origin: string | null;
  readonly action: string | null;
  readonly attempts: number;
  readonly rootCause: string | null;
  readonly job: { readonly id: string; readonly key: string; readonly name: string };
  readonly openedAt: string;
}

export interface IncidentDetail extends Incident {
  readonly proposal: { readonly hash: string } | null;
  readonly mails: readonly { readonly purpose: string; readonly state: string }[];
  readonly rounds: readonly { readonly decisions: readonly { readonly action: string }[] }[];
  readonly attemptList: readonly {
    readonly attempt: number;
    readonly changes: readonly { readonly name: string; readonly before: unknown; readonly after: unknown }[];
  }[];
  readonly workflow: { readonly id: string; readonly historyEvents: number | null };
}

const resting = new Set(['RESOLVED', 'IGNORED', 'EMAILED', 'ESCALATED', 'CANCELLED', 'FALSE_POSITIVE']);

/** A case rests when nothing more happens by itself soon, its mails included. */
export const rests = (incident: IncidentDetail): boolean =>
  resting.has(incident.status) && incident.mails.every((mail) => mail.state !== 'claimed');

/** The newest case of a job since the demo began; null until its failure is seen. */
export async function findIncident(api: ApiClient, job: string, since: string): Promise<Incident | null> {
  const page = await api.get<{ items: readonly Incident[] }>(
    `/api/incidents?job=${encodeURIComponent(job)}&since=${encodeURIComponent(since)}&limit=5`,
  );
  return page.items.find((one) => one.job.key === job) ?? null;
}

/** Gives the verdict for what waits, through the same route as any approver. */
export async function decide(api: ApiClient, incident: IncidentDetail, expectation: Expectation | undefined): Promise<void> {
  if (incident.proposal === null) return;
  const { hash } = incident.proposal;
  const approval = expectation?.approval ?? { verdict: 'approve', reason: 'Demo: approved as proposed' };
  await api.send('POST', `/api/incidents/${incident.id}/verdict`, { ...approval, hash });
}
