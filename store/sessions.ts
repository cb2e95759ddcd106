import type { Role } from '../domain/people/actor.ts';
import type { Tx } from './tx.ts';
import { iso } from './values.ts';

export interface Session {
  readonly tenant: string;
  readonly id: string;
  readonly csrfToken: string;
  readonly expiresAt: string;
  readonly person: { readonly id: string; readonly name: string; readonly role: Role };
}

/** Opens a session and clears away those that are over. The id is the hash of what the browser holds. */
export async function saveSession(
  tx: Tx,
  session: { readonly id: string; readonly personId: string; readonly csrfToken: string; readonly expiresAt: string },
): Promise<void> {
  await tx.rows('delete from session where tenant_id = $1 and expires_at < now()', [tx.tenant]);
  await tx.rows('insert into session (tenant_id, id, person_id, csrf_token, expires_at) values ($1, $2, $3, $4, $5)', [
    tx.tenant,
    session.id,
    session.personId,
    session.csrfToken,
    session.expiresAt,
  ]);
}

/** A session that still holds, whichever tenant it belongs to; for a transaction that sees every tenant. */
export async function findSession(tx: Tx, id: string): Promise<Session | null> {
  const row = await tx.maybe<{
    tenant_id: string;
    id: string;
    csrf_token: string;
    expires_at: string;
    person_id: string;
    name: string;
    role: Role;
  }>(
    `select s.tenant_id, s.id, s.csrf_token, s.expires_at, p.id as person_id, p.name, p.role
     from session s join person p on p.tenant_id = s.tenant_id and p.id = s.person_id where s.id = $1 and s.expires_at > now() and not p.disabled`,
    [id],
  );
  if (row === null) return null;
  return {
    tenant: row.tenant_id,
    id: row.id,
    csrfToken: row.csrf_token,
    expiresAt: iso(row.expires_at),
    person: { id: row.person_id, name: row.name, role: row.role },
  };
}
