import { appendRecord } from './record.ts';
import type { Tx } from './tx.ts';

/** A start by hand or by schedule. */
export interface RunStart {
  readonly platform: string;
  readonly jobKey: string;
  readonly key: string;
}

/** What came of a start. `unknown`: it may or may not have happened, and the platform cannot be asked. */
export type StartEnd = { readonly state: 'started'; readonly runKey: string } | { readonly state: 'unknown'; readonly message: string };

interface StartRow {
  readonly state: 'sending' | StartEnd['state'];
  readonly run_key: string | null;
  readonly message: string | null;
}

/** Claims a start before it is sent. `sending`: it was claimed before, and nobody has written down what came of it. */
export async function claimStart(tx: Tx, { platform, jobKey, key }: RunStart): Promise<'claimed' | 'sending' | StartEnd> {
  const claimed = await tx.rows(
    `insert into run_start (tenant_id, key, platform, job_key, state) values ($1, $2, $3, $4, 'sending') on conflict (tenant_id, key) do nothing returning key`,
    [tx.tenant, key, platform, jobKey],
  );
  if (claimed.length > 0) return 'claimed';
  const { state, run_key, message } = await tx.one<StartRow>(
    'select state, run_key, message from run_start where tenant_id = $1 and key = $2',
    [tx.tenant, key],
  );
  if (state === 'sending') return state;
  return state === 'started' ? { state, runKey: run_key ?? '' } : { state, message: message ?? '' };
}

/** Gives the claim back when the platform has certainly not taken the start: the next try is a first one. */
export async function releaseStart(tx: Tx, { key }: RunStart): Promise<void> {
  await tx.rows(`delete from run_start where tenant_id = $1 and key = $2 and state = 'sending'`, [tx.tenant, key]);
}

/** Writes down what came of a start; what was started by somebody who was late counts all the same. */
export async function settleStart(tx: Tx, start: RunStart, end: StartEnd): Promise<void> {
  const { platform, jobKey, key } = start;
  const settled = await tx.rows(
    `update run_start set state = $3, run_key = $4, message = $5
     where tenant_id = $1 and key = $2 and (state = 'sending' or (state = 'unknown' and $3 = 'started')) returning key`,
    [tx.tenant, key, end.state, end.state === 'started' ? end.runKey : null, end.state === 'started' ? null : end.message],
  );
  if (settled.length === 0) return;
  await appendRecord(tx, {
    incidentId: null,
    kind: end.state === 'started' ? 'run-started' : 'run-start-unknown',
    stage: 'act',
    summary:
      end.state === 'started' ? `${jobKey} on ${platform} was started as ${end.runKey}.` : `${jobKey} on ${platform}: ${end.message}.`,
    detail: { platform, job: jobKey, key, ...end },
  });
}
