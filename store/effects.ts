import { contentHash } from '../domain/canonical.ts';
import type { Tx } from './tx.ts';
import { iso, isoOrNull } from './values.ts';

export const effectStates = ['claimed', 'confirmed', 'refused', 'unknown', 'suppressed'] as const;
/** `unknown`: it may or may not have happened, and the receiver cannot be asked. */
export type EffectState = (typeof effectStates)[number];

export interface Effect {
  readonly key: string;
  readonly incidentId: string;
  readonly round: number;
  readonly kind: 'submission' | 'mail';
  readonly state: EffectState;
  readonly target: string;
  readonly request: Readonly<Record<string, unknown>>;
  /** No person approved it. */
  readonly automatic: boolean;
  readonly response: Readonly<Record<string, unknown>> | null;
  readonly externalId: string | null;
  readonly sends: number;
  readonly claimedAt: string;
  readonly settledAt: string | null;
  readonly outcome: string | null;
}

interface EffectRow {
  key: string;
  incident_id: string;
  round: number;
  kind: 'submission' | 'mail';
  state: EffectState;
  target: string;
  request: Record<string, unknown>;
  automatic: boolean;
  response: Record<string, unknown> | null;
  external_id: string | null;
  sends: number;
  claimed_at: string;
  settled_at: string | null;
  outcome: string | null;
  request_hash: string;
}
const toEffect = (row: EffectRow): Effect => ({
  key: row.key,
  incidentId: row.incident_id,
  round: row.round,
  kind: row.kind,
  state: row.state,
  target: row.target,
  request: row.request,
  automatic: row.automatic,
  response: row.response,
  externalId: row.external_id,
  sends: row.sends,
  claimedAt: iso(row.claimed_at),
  settledAt: isoOrNull(row.settled_at),
  outcome: row.outcome,
});

export async function readEffect(tx: Tx, key: string): Promise<Effect | null> {
  const row = await tx.maybe<EffectRow>('select * from effect where tenant_id = $1 and key = $2', [tx.tenant, key]);
  return row === null ? null : toEffect(row);
}

export const listEffects = async (tx: Tx, incidentId: string): Promise<readonly Effect[]> =>
  (
    await tx.rows<EffectRow>('select * from effect where tenant_id = $1 and incident_id = $2 order by claimed_at, key', [
      tx.tenant,
      incidentId,
    ])
  ).map(toEffect);

/** Claims an effect before it is sent, and answers with its row. The caller holds the incident's row, so a key is claimed once. */
export async function claimEffect(
  tx: Tx,
  effect: Pick<Effect, 'key' | 'incidentId' | 'round' | 'kind' | 'target' | 'request' | 'automatic'> & {
    readonly fingerprint: string | null;
    readonly state?: 'suppressed';
    /** 1 where its first send follows at once, and is counted with it. */
    readonly sends?: number;
  },
): Promise<Effect> {
  const row = await tx.one<EffectRow>(
    `insert into effect (tenant_id, key, incident_id, round, kind, state, target, request, request_hash, automatic, fingerprint, sends, settled_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10, $11, $12, case when $6 = 'claimed' then null else now() end) returning *`,
    [
      tx.tenant,
      effect.key,
      effect.incidentId,
      effect.round,
      effect.kind,
      effect.state ?? 'claimed',
      effect.target,
      JSON.stringify(effect.request),
      contentHash(effect.request),
      effect.automatic,
      effect.fingerprint,
      effect.sends ?? 0,
    ],
  );
  return toEffect(row);
}

/**
 * Counts a send before it happens; the count tells after a crash that a reply may have been lost. False when somebody else has
 * counted or settled it since `sends` was read: a process that was stopped for a while must not send what another one took over.
 */
export async function countSend(tx: Tx, key: string, sends: number): Promise<boolean> {
  const rows = await tx.rows(
    `update effect set sends = sends + 1 where tenant_id = $1 and key = $2 and sends = $3 and state = 'claimed' returning key`,
    [tx.tenant, key, sends],
  );
  return rows.length > 0;
}

/** Takes the count back when the receiver has certainly not taken it. */
export async function uncountSend(tx: Tx, key: string, sends: number): Promise<void> {
  await tx.rows(`update effect set sends = $3 where tenant_id = $1 and key = $2 and sends = $3 + 1 and state = 'claimed'`, [
    tx.tenant,
    key,
    sends,
  ]);
}

/**
 * Settles a claimed effect. An effect that is settled keeps its first result; `unknown` may still turn into `confirmed`.
 * @returns the effect as this call has settled it, null when it was settled before
 */
export async function settleEffect(
  tx: Tx,
  key: string,
  result: {
    readonly state: Exclude<EffectState, 'claimed'>;
    readonly response: Readonly<Record<string, unknown>>;
    readonly externalId?: string;
  },
): Promise<Effect | null> {
  const row = await tx.maybe<EffectRow>(
    `update effect set state = $3, response = $4::jsonb, external_id = coalesce($5, external_id), settled_at = now()
     where tenant_id = $1 and key = $2 and (state = 'claimed' or (state = 'unknown' and $3 = 'confirmed')) returning *`,
    [tx.tenant, key, result.state, JSON.stringify(result.response), result.externalId ?? null],
  );
  return row === null ? null : toEffect(row);
}

/** Settles the submissions of a case that are out, for people have it now and nobody waits for their answers. @returns those it has settled */
export const giveUpClaims = async (tx: Tx, incidentId: string, message: string): Promise<readonly Effect[]> =>
  (
    await tx.rows<EffectRow>(
      `update effect set state = 'unknown', response = jsonb_build_object('message', $3::text), settled_at = now()
       where tenant_id = $1 and incident_id = $2 and kind = 'submission' and state = 'claimed' returning *`,
      [tx.tenant, incidentId, message],
    )
  ).map(toEffect);

/** What became of a submission: green, red, lost or interrupted. */
export async function saveOutcome(tx: Tx, key: string, outcome: string): Promise<boolean> {
  const rows = await tx.rows(
    'update effect set outcome = $3, outcome_at = now() where tenant_id = $1 and key = $2 and outcome is null returning key',
    [tx.tenant, key, outcome],
  );
  return rows.length > 0;
}

/** Message-ID of the case's first mail that went out, the root of its thread. */
export async function firstMailOf(tx: Tx, incidentId: string): Promise<string | null> {
  const row = await tx.maybe<{ id: string }>(
    `select request->>'messageId' as id from effect where tenant_id = $1 and incident_id = $2 and kind = 'mail' and state <> 'suppressed' order by claimed_at, key limit 1`,
    [tx.tenant, incidentId],
  );
  return row?.id ?? null;
}
