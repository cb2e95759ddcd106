import { ConnectorError } from '../connectors/contract.ts';
import { workflowActor } from '../domain/people/actor.ts';
import { type Case, lockAgain, lockCase } from '../store/cases.ts';
import { claimEffect, countSend, type Effect, type EffectState, readEffect, settleEffect } from '../store/effects.ts';
import { appendRecord } from '../store/record.ts';
import type { Tx } from '../store/tx.ts';
import type { ActivityDeps } from './deps.ts';
import type { EffectPlan, Performed } from './effect-plan.ts';
import { isFinal } from './to-failure.ts';

/** A claim that is older than this when it comes to the send may have been taken over, as if its process had died. */
const freshForMs = 5_000;

/**
 * The one way to the outside: claim in a transaction, call, settle. Called again after a crash it looks up before it sends again,
 * and where the receiver cannot be asked the effect stays `unknown`. Throws what may be tried again later; the claim then stands.
 */
export async function perform<Declined>(deps: ActivityDeps, plan: EffectPlan<Declined>): Promise<Performed<Declined>> {
  const began = deps.now().getTime();
  const claimed = await claim(deps, plan);
  if ('declined' in claimed) return { kind: 'declined', declined: claimed.declined };
  const { effect, found } = claimed;
  if (effect.state !== 'claimed') return { kind: 'settled', effect, job: found.job };

  if (claimed.resumed) {
    const settled = await settleByLookUp(deps, plan, effect, found, 'the reply to an earlier send was lost');
    if (settled !== null) return settled;
  }
  if (claimed.resumed || deps.now().getTime() - began > freshForMs) {
    const stopped = await lookAgain(deps, plan, effect);
    if (stopped !== null) return stopped;
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
  if (error.kind === 'unknown-outcome') {
    const settled = await settleByLookUp(deps, plan, effect, found, error.message);
    if (settled !== null) return settled;
    throw new ConnectorError('unavailable', `${error.message}; the receiver knows of nothing, so it is tried again`, { cause: error });
  }
  if (!isFinal(error)) throw error;
  return settle(deps, plan, found, 'refused', { kind: error.kind, message: error.message });
}

/** Settles an effect by what its receiver tells of an earlier send; null when that had none. Whom it turns away for good it tells nothing. */
async function settleByLookUp<Declined>(
  deps: ActivityDeps,
  plan: EffectPlan<Declined>,
  effect: Effect,
  found: Case,
  why: string,
): Promise<Performed<Declined> | null> {
  const unknown = (end: string) => settle(deps, plan, found, 'unknown', { message: `${why}, and ${end}` });
  let reply: Awaited<ReturnType<typeof plan.lookUp>>;
  try {
    reply = await plan.lookUp(effect, found);
  } catch (error) {
    if (!isFinal(error)) throw error;
    return unknown(`the look-up was refused: ${error.message}`);
  }
  if (reply === null) return null;
  if (reply === 'cannot-ask') return unknown('the receiver cannot be asked');
  return settle(deps, plan, found, 'confirmed', { ...reply.response, foundBy: 'look-up' }, reply.externalId);
}

/** The last look before a late send: it may have been stopped, and another process may have sent or settled it. Null when it may go out. */
async function lookAgain<Declined>(deps: ActivityDeps, plan: EffectPlan<Declined>, effect: Effect): Promise<Performed<Declined> | null> {
  const { beforeLateSend } = plan;
  if (beforeLateSend === undefined) return null;
  return deps.transact(plan.at.tenantId, workflowActor, async (tx) => {
    const found = await lockCase(tx, plan.at.incidentId);
    const now = await requireEffect(tx, effect.key);
    if (now.state !== 'claimed') return { kind: 'settled', effect: now, job: found.job };
    const declined = await beforeLateSend(tx, found, effect);
    if (declined !== null) return { kind: 'declined', declined };
    if (!(await countSend(tx, effect.key, effect.sends))) throw new Error(`Another process is sending ${effect.key}`);
    return null;
  });
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
      sends: plan.beforeLateSend === undefined ? 0 : 1,
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
