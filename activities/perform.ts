import { ConnectorError } from '../connectors/contract.ts';
import { workflowActor } from '../domain/people/actor.ts';
import { type Case, lockAgain, lockCase } from '../store/cases.ts';
import { claimEffect, type Effect, type EffectState, readEffect, settleEffect } from '../store/effects.ts';
import { appendRecord } from '../store/record.ts';
import type { Tx } from '../store/tx.ts';
import type { RoundInput } from '../workflows/contract.ts';
import type { ActivityDeps } from './deps.ts';

/** What the receiver answered, as far as it is kept. */
export interface Reply {
  readonly externalId: string;
  readonly response: Readonly<Record<string, unknown>>;
}

/** What is claimed: whom it goes to and exactly what is sent. */
export interface Claim {
  readonly target: string;
  readonly request: Readonly<Record<string, unknown>>;
  /** No person approved it. */
  readonly automatic: boolean;
  /** Switched off by the configuration: recorded, not sent. */
  readonly suppressed?: boolean;
  /** What the claim writes beside the effect; started, and not waited for. */
  readonly registered?: Promise<unknown>;
}

/** One side effect on the outside world. */
export interface EffectPlan<Declined> {
  readonly at: RoundInput;
  /** Idempotency key; unique for ever. */
  readonly key: string;
  readonly kind: Effect['kind'];
  /**
   * Runs in the claim's transaction with the case locked: checks once more whether the effect may happen (the decision may be a
   * day old) and registers what belongs to it. Returns the request to keep, or why it is declined.
   */
  readonly claim: (tx: Tx, found: Case) => Promise<Claim | { readonly declined: Declined }>;
  /** What became of an earlier send: its reply, null when it certainly had no effect, `cannot-ask` where nobody can tell. */
  readonly lookUp: (effect: Effect, found: Case) => Promise<Reply | null | 'cannot-ask'>;
  readonly send: (effect: Effect, found: Case) => Promise<Reply>;
  /** Writes what a reply brings before anything is looked at, so it must come to the same when the effect was settled already. */
  readonly confirming?: (tx: Tx, found: Case, reply: Reply) => Promise<void>;
  /** Writes projection and record with the result, in one transaction with it. */
  readonly settled: (tx: Tx, found: Case, effect: Effect) => Promise<void>;
}

export type Performed<Declined> =
  | { readonly kind: 'settled'; readonly effect: Effect; readonly job: Case['job'] }
  | { readonly kind: 'declined'; readonly declined: Declined };

/**
 * The one way to the outside: claim in a transaction, call, settle. Called again after a crash it looks up before it sends again,
 * and where the receiver cannot be asked the effect stays `unknown`. Throws what may be tried again later; the claim then stands.
 */
export async function perform<Declined>(deps: ActivityDeps, plan: EffectPlan<Declined>): Promise<Performed<Declined>> {
  const claimed = await claim(deps, plan);
  if ('declined' in claimed) return { kind: 'declined', declined: claimed.declined };
  const { effect, found } = claimed;
  if (effect.state !== 'claimed') return { kind: 'settled', effect, job: found.job };

  if (claimed.resumed) {
    const reply = await plan.lookUp(effect, found);
    if (reply === 'cannot-ask')
      return settle(deps, plan, found, 'unknown', { reason: 'The reply to an earlier send was lost and the receiver cannot be asked' });
    if (reply !== null) return settle(deps, plan, found, 'confirmed', { ...reply.response, foundBy: 'look-up' }, reply.externalId);
  }
  try {
    const reply = await plan.send(effect, found);
    return await settle(deps, plan, found, 'confirmed', reply.response, reply.externalId);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    return afterFailedSend(deps, plan, effect, found, error);
  }
}

async function afterFailedSend<Declined>(
  deps: ActivityDeps,
  plan: EffectPlan<Declined>,
  effect: Effect,
  found: Case,
  error: ConnectorError,
): Promise<Performed<Declined>> {
  if (error.kind === 'denied' || error.kind === 'invalid' || error.kind === 'not-found' || error.kind === 'conflict')
    return settle(deps, plan, found, 'refused', { kind: error.kind, message: error.message });
  if (error.kind !== 'unknown-outcome') throw error;
  const reply = await plan.lookUp(effect, found);
  if (reply === 'cannot-ask') return settle(deps, plan, found, 'unknown', { message: error.message });
  if (reply === null)
    throw new ConnectorError('unavailable', `${error.message}; the receiver knows of nothing, so it is tried again`, { cause: error });
  return settle(deps, plan, found, 'confirmed', { ...reply.response, foundBy: 'look-up' }, reply.externalId);
}

async function claim<Declined>(
  deps: ActivityDeps,
  plan: EffectPlan<Declined>,
): Promise<{ effect: Effect; found: Case; resumed: boolean } | { declined: Declined }> {
  const { tenantId, incidentId, round } = plan.at;
  return deps.transact(tenantId, workflowActor, async (tx) => {
    const [found, before] = await Promise.all([lockCase(tx, incidentId), readEffect(tx, plan.key)]);
    if (before !== null) return { effect: before, found, resumed: true };
    const allowed = await plan.claim(tx, found);
    if ('declined' in allowed) return allowed;
    const claiming = claimEffect(tx, {
      key: plan.key,
      incidentId,
      round,
      kind: plan.kind,
      target: allowed.target,
      request: allowed.request,
      automatic: allowed.automatic,
      fingerprint: found.fingerprint,
      ...(allowed.suppressed === true ? { state: 'suppressed' as const } : {}),
    });
    if (allowed.suppressed !== true) {
      const [effect] = await tx.finish([claiming, allowed.registered]);
      return { effect, found, resumed: false };
    }
    const effect = await claiming;
    await plan.settled(tx, found, effect);
    return { effect, found, resumed: false };
  });
}

async function settle<Declined>(
  deps: ActivityDeps,
  plan: EffectPlan<Declined>,
  claimedFor: Case,
  state: Exclude<EffectState, 'claimed'>,
  response: Readonly<Record<string, unknown>>,
  externalId?: string,
): Promise<Performed<Declined>> {
  const { tenantId, incidentId } = plan.at;
  const effect = await deps.transact(tenantId, workflowActor, async (tx) => {
    const [found, settled] = await Promise.all([
      lockAgain(tx, claimedFor),
      settleEffect(tx, plan.key, { state, response, ...(externalId === undefined ? {} : { externalId }) }),
      externalId !== undefined && plan.confirming?.(tx, claimedFor, { externalId, response }),
    ]);
    if (settled === null) return requireEffect(tx, plan.key);
    await plan.settled(tx, found, settled);
    return settled;
  });
  deps.log({ event: 'effect-settled', tenantId, incidentId, key: plan.key, kind: plan.kind, state: effect.state });
  return { kind: 'settled', effect, job: claimedFor.job };
}

async function requireEffect(tx: Tx, key: string): Promise<Effect> {
  const effect = await readEffect(tx, key);
  if (effect === null) throw new Error(`Effect ${key} is gone`);
  return effect;
}

/** A line of the record for an effect, by how it ended. */
export const recordEffect = (
  tx: Tx,
  effect: Effect,
  line: { readonly kind: string; readonly summary: string; readonly detail?: Readonly<Record<string, unknown>> },
): Promise<void> =>
  appendRecord(tx, {
    incidentId: effect.incidentId,
    stage: 'act',
    ...line,
    detail: { effect: effect.key, state: effect.state, round: effect.round, ...line.detail },
  });
