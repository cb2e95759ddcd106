import type { Action, Cause } from '../domain/incidents/vocabulary.ts';
import type { Parameters } from '../domain/jobs/types.ts';
import type { Actor } from '../domain/people/actor.ts';
import type { InterventionKind, SettleResult, VerdictKind } from '../domain/people/moves.ts';
import { newId } from './ids.ts';
import type { Tx } from './tx.ts';
import { iso, isoOrNull } from './values.ts';

export interface VerdictPayload {
  readonly verdict: VerdictKind;
  readonly hash: string;
  readonly reason: string | null;
  /** The amended values, for `amend`. */
  readonly parameters: Parameters | null;
  /** For `other-action`. */
  readonly action: Action | null;
}

export interface InterventionPayload {
  readonly reason: string | null;
  /** How the person solved it, for `resolve`. */
  readonly solution: string | null;
  /** What it really was, where the person says so. */
  readonly cause: Cause | null;
}

/** A person's move on its way into the workflow. The row is kept before anything is sent, so that a move is never lost. */
export type Message = {
  readonly id: string;
  readonly incidentId: string;
  readonly actor: Actor;
  readonly state: 'pending' | 'applied' | 'refused';
  readonly result: SettleResult | null;
  readonly createdAt: string;
  readonly settledAt: string | null;
} & (
  | { readonly kind: 'verdict'; readonly payload: VerdictPayload }
  | { readonly kind: InterventionKind; readonly payload: InterventionPayload }
);

interface MessageRow {
  id: string;
  incident_id: string;
  kind: Message['kind'];
  payload: Message['payload'];
  actor: Actor;
  state: Message['state'];
  result: SettleResult | null;
  created_at: string;
  settled_at: string | null;
}
export const toMessage = (row: MessageRow): Message =>
  ({
    id: row.id,
    incidentId: row.incident_id,
    kind: row.kind,
    payload: row.payload,
    actor: row.actor,
    state: row.state,
    result: row.result,
    createdAt: iso(row.created_at),
    settledAt: isoOrNull(row.settled_at),
  }) as Message;

/** Keeps a move. The same person sending the same move again while it is pending gets the first one. */
export async function saveMessage(tx: Tx, incidentId: string, kind: Message['kind'], payload: Message['payload']): Promise<string> {
  const pending = await tx.maybe<{ id: string }>(
    `select id from message where tenant_id = $1 and incident_id = $2 and kind = $3 and payload = $4::jsonb and actor->>'id' = $5 and state = 'pending'`,
    [tx.tenant, incidentId, kind, JSON.stringify(payload), tx.actor.id],
  );
  if (pending !== null) return pending.id;
  const id = newId('msg');
  await tx.rows('insert into message (tenant_id, id, incident_id, kind, payload, actor) values ($1, $2, $3, $4, $5::jsonb, $6::jsonb)', [
    tx.tenant,
    id,
    incidentId,
    kind,
    JSON.stringify(payload),
    JSON.stringify(tx.actor),
  ]);
  return id;
}

export async function readMessage(tx: Tx, id: string): Promise<Message | null> {
  const row = await tx.maybe<MessageRow>('select * from message where tenant_id = $1 and id = $2', [tx.tenant, id]);
  return row === null ? null : toMessage(row);
}

/** Notes what came of a move; the first result stays. */
export async function settleMessageRow(tx: Tx, id: string, result: SettleResult): Promise<void> {
  await tx.rows(
    `update message set state = $3, result = $4::jsonb, settled_at = now() where tenant_id = $1 and id = $2 and state = 'pending'`,
    [tx.tenant, id, result.kind === 'refused' ? 'refused' : 'applied', JSON.stringify(result)],
  );
}

/** Moves that nobody waits for any more, due for another delivery: of each case the oldest, for they count in their order. Each is put off so that two stewards do not take it at once. */
export async function takeDueMessages(tx: Tx, limit: number): Promise<readonly Message[]> {
  const rows = await tx.rows<MessageRow>(
    `update message set deliveries = deliveries + 1, next_delivery_at = now() + least(interval '10 minutes', interval '5 seconds' * (deliveries + 1))
     where (tenant_id, id) in (select m.tenant_id, m.id from message m where m.tenant_id = $1 and m.state = 'pending' and m.next_delivery_at < now()
       and not exists (select from message earlier where earlier.tenant_id = m.tenant_id and earlier.incident_id = m.incident_id and earlier.state = 'pending'
         and (earlier.created_at, earlier.id) < (m.created_at, m.id))
       order by m.next_delivery_at limit $2 for update of m skip locked) returning *`,
    [tx.tenant, limit],
  );
  return rows.map(toMessage);
}
