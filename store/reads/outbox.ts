import type { Effect, EffectState } from '../effects.ts';
import type { Tx } from '../tx.ts';
import { iso, isoOrNull } from '../values.ts';
import { Conditions, decodeCursor, type Page, pageOf } from './page.ts';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Why a mail is not confirmed, where somebody said so. */
const noteOf = (state: EffectState, response: Readonly<Record<string, unknown>> | null): string | null =>
  state === 'confirmed' || response === null ? null : text(response.message) || null;

/** A mail of a case, without its content. */
export const presentMail = (effect: Effect) => ({
  key: effect.key,
  purpose: text(effect.request.purpose),
  to: effect.target,
  subject: text(effect.request.subject),
  state: effect.state,
  messageId: text(effect.request.messageId),
  claimedAt: effect.claimedAt,
  settledAt: effect.settledAt,
  note: noteOf(effect.state, effect.response),
});

export type OutboxItem = ReturnType<typeof presentMail> & { readonly incidentId: string; readonly text: string; readonly html: string };

interface MailRow {
  key: string;
  incident_id: string;
  state: EffectState;
  target: string;
  request: Record<string, unknown>;
  response: Record<string, unknown> | null;
  claimed_at: string;
  settled_at: string | null;
}

/** Every mail that was to be sent, newest first. */
export async function listOutbox(
  tx: Tx,
  { cursor, limit, incidentId }: { readonly cursor: string | undefined; readonly limit: number; readonly incidentId: string | undefined },
): Promise<Page<OutboxItem>> {
  const where = new Conditions(`tenant_id = $1 and kind = 'mail'`, tx.tenant);
  if (incidentId !== undefined) where.add('incident_id = ?', incidentId);
  if (cursor !== undefined) where.add('(claimed_at, key) < (?::timestamptz, ?)', ...decodeCursor(cursor, ['time', 'text']));
  const rows = await tx.rows<MailRow>(
    `select key, incident_id, state, target, request, response, claimed_at, settled_at from effect where ${where.sql}
     order by claimed_at desc, key desc limit ${where.parameter(limit + 1)}`,
    where.parameters,
  );
  return pageOf(rows, limit, present, (row) => [iso(row.claimed_at), row.key]);
}

const present = (row: MailRow): OutboxItem => ({
  key: row.key,
  purpose: text(row.request.purpose),
  to: row.target,
  subject: text(row.request.subject),
  state: row.state,
  messageId: text(row.request.messageId),
  claimedAt: iso(row.claimed_at),
  settledAt: isoOrNull(row.settled_at),
  note: noteOf(row.state, row.response),
  incidentId: row.incident_id,
  text: text(row.request.text),
  html: text(row.request.html),
});
