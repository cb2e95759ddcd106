import type { Role } from '../domain/people/actor.ts';
import { appendRecord } from './record.ts';
import { StoreRefusal } from './refusal.ts';
import type { Tx } from './tx.ts';
import { iso, isoOrNull } from './values.ts';

export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

interface KeyRow {
  id: string;
  name: string;
  role: Role;
  created_by: string;
  created_at: string;
  last_used_at: string | null;
  expires_at: string | null;
  revoked_at: string | null;
}
const columns = 'id, name, role, created_by, created_at, last_used_at, expires_at, revoked_at';
const toKey = (row: KeyRow): ApiKeyRow => ({
  id: row.id,
  name: row.name,
  role: row.role,
  createdBy: row.created_by,
  createdAt: iso(row.created_at),
  lastUsedAt: isoOrNull(row.last_used_at),
  expiresAt: isoOrNull(row.expires_at),
  revokedAt: isoOrNull(row.revoked_at),
});

/** Stores a new key's hash; the key itself is never stored. */
export async function saveApiKey(
  tx: Tx,
  key: { readonly id: string; readonly hash: string; readonly name: string; readonly role: Role; readonly expiresAt: string | null },
): Promise<ApiKeyRow> {
  const row = await tx.one<KeyRow>(
    `insert into api_key (tenant_id, id, name, hash, role, created_by, expires_at) values ($1, $2, $3, $4, $5, $6, $7) returning ${columns}`,
    [tx.tenant, key.id, key.name, key.hash, key.role, tx.actor.name, key.expiresAt],
  );
  await appendRecord(tx, {
    incidentId: null,
    kind: 'api-key-created',
    stage: 'settings',
    summary: `API key "${key.name}" with the role ${key.role} was created.`,
    detail: { keyId: key.id, role: key.role, expiresAt: key.expiresAt },
  });
  return toKey(row);
}

/** Every key of the tenant, newest first; never a secret. */
export const listApiKeys = async (tx: Tx): Promise<readonly ApiKeyRow[]> =>
  (await tx.rows<KeyRow>(`select ${columns} from api_key where tenant_id = $1 order by created_at desc, id`, [tx.tenant])).map(toKey);

/** Ends a key for good. @throws StoreRefusal not-found, conflict when it was revoked before */
export async function revokeApiKey(tx: Tx, id: string): Promise<ApiKeyRow> {
  const row = await tx.maybe<KeyRow>(
    `update api_key set revoked_at = now() where tenant_id = $1 and id = $2 and revoked_at is null returning ${columns}`,
    [tx.tenant, id],
  );
  if (row === null) {
    const known = await tx.maybe('select id from api_key where tenant_id = $1 and id = $2', [tx.tenant, id]);
    throw known === null
      ? new StoreRefusal('not-found', `There is no API key ${id}`)
      : new StoreRefusal('conflict', 'This key was revoked before');
  }
  await appendRecord(tx, {
    incidentId: null,
    kind: 'api-key-revoked',
    stage: 'settings',
    summary: `API key "${row.name}" was revoked.`,
    detail: { keyId: id },
  });
  return toKey(row);
}

export interface KnownKey {
  readonly tenant: string;
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  readonly role: Role;
  readonly expiresAt: string | null;
}

/** A key that may still be used, whichever tenant it belongs to; for a transaction that sees every tenant. */
export async function findUsableKey(tx: Tx, id: string): Promise<KnownKey | null> {
  const row = await tx.maybe<{ tenant_id: string; id: string; name: string; hash: string; role: Role; expires_at: string | null }>(
    'select tenant_id, id, name, hash, role, expires_at from api_key where id = $1 and revoked_at is null and (expires_at is null or expires_at > now())',
    [id],
  );
  return row === null
    ? null
    : { tenant: row.tenant_id, id: row.id, name: row.name, hash: row.hash, role: row.role, expiresAt: isoOrNull(row.expires_at) };
}

/** Notes that a key is in use; to the minute is enough. */
export async function touchApiKey(tx: Tx, id: string): Promise<void> {
  await tx.rows(
    `update api_key set last_used_at = now() where tenant_id = $1 and id = $2 and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
    [tx.tenant, id],
  );
}
