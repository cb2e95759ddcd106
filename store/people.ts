import { type Actor, mayApprove, type Role } from '../domain/people/actor.ts';
import type { Tx } from './tx.ts';

/** Whether the person or key that approved still may: the role is read again, for an approval can be a day old. */
export async function stillMayApprove(tx: Tx, actor: Actor): Promise<boolean> {
  if (actor.kind !== 'human' && actor.kind !== 'api-key') return false;
  const row = await tx.maybe<{ role: Role }>(
    actor.kind === 'human'
      ? 'select role from person where tenant_id = $1 and id = $2 and not disabled'
      : 'select role from api_key where tenant_id = $1 and id = $2 and revoked_at is null and (expires_at is null or expires_at > now())',
    [tx.tenant, actor.id],
  );
  return row !== null && mayApprove(row.role);
}

/** Writes down a person who is known from elsewhere; what is stored already stays. */
export async function ensurePerson(tx: Tx, person: { readonly id: string; readonly name: string; readonly role: Role }): Promise<void> {
  await tx.rows('insert into person (tenant_id, id, name, role) values ($1, $2, $3, $4) on conflict (tenant_id, id) do nothing', [
    tx.tenant,
    person.id,
    person.name,
    person.role,
  ]);
}
