import type { Tx } from './tx.ts';

export interface StoredReply {
  readonly requestHash: string;
  /** Null while the first request is still being answered. */
  readonly status: number | null;
  readonly body: unknown;
}

/** Claims a key for a request. @returns null when the key is new, else what was stored under it */
export async function claimReply(tx: Tx, key: string, requestHash: string): Promise<StoredReply | null> {
  await tx.rows(
    `delete from idempotent_reply where tenant_id = $1 and ((key = $2 and status is null and created_at < now() - interval '1 minute')
       or (tenant_id, key) in (select tenant_id, key from idempotent_reply where tenant_id = $1 and created_at < now() - interval '24 hours' limit 100))`,
    [tx.tenant, key],
  );
  const claimed = await tx.rows(
    'insert into idempotent_reply (tenant_id, key, request_hash) values ($1, $2, $3) on conflict do nothing returning key',
    [tx.tenant, key, requestHash],
  );
  if (claimed.length > 0) return null;
  const row = await tx.maybe<{ request_hash: string; status: number | null; body: unknown }>(
    'select request_hash, status, body from idempotent_reply where tenant_id = $1 and key = $2',
    [tx.tenant, key],
  );
  return row === null ? null : { requestHash: row.request_hash, status: row.status, body: row.body };
}

/** Keeps the answer for repeats of the request. */
export async function saveReply(tx: Tx, key: string, reply: { readonly status: number; readonly body: unknown }): Promise<void> {
  await tx.rows('update idempotent_reply set status = $3, body = $4::jsonb where tenant_id = $1 and key = $2', [
    tx.tenant,
    key,
    reply.status,
    JSON.stringify(reply.body),
  ]);
}

/** Frees a key whose request failed on our side: a repeat is then a first try. */
export async function releaseReply(tx: Tx, key: string): Promise<void> {
  await tx.rows('delete from idempotent_reply where tenant_id = $1 and key = $2 and status is null', [tx.tenant, key]);
}
