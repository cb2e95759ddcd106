import type { ModelAsk, ModelClaim, ModelCost, ModelLimits, ModelSettlement } from '../domain/model/ledger.ts';
import type { ModelOutcome } from '../domain/model/types.ts';
import { newId } from './ids.ts';
import { reserveBudget, settleBudget } from './model-budget.ts';
import { modelRests } from './model-rest.ts';
import { appendRecord } from './record.ts';
import type { Tx } from './tx.ts';

interface ClaimRow {
  call_id: string;
  holder: string;
  alive: boolean;
  valid: boolean;
}

const readClaim = (tx: Tx, key: string): Promise<ClaimRow | null> =>
  tx.maybe<ClaimRow>(
    `select call_id, holder, lease_until > now() and valid_until is null as alive, coalesce(valid_until > now(), false) as valid
     from model_claim where tenant_id = $1 and key = $2 for update`,
    [tx.tenant, key],
  );

interface CallEnd {
  id: string;
  outcome: ModelOutcome | null;
  answer: unknown;
  hint: string | null;
}

const readEnd = (tx: Tx, callId: string): Promise<CallEnd | null> =>
  tx.maybe<CallEnd>('select id, outcome, answer, hint from model_call where tenant_id = $1 and id = $2', [tx.tenant, callId]);

/** The newest answer to exactly this prompt. */
const readSamePrompt = (tx: Tx, ask: ModelAsk): Promise<CallEnd | null> =>
  tx.maybe<CallEnd>(
    `select id, outcome, answer, hint from model_call
     where tenant_id = $1 and prompt_hash = $2 and outcome = 'answered' and answer is not null order by at desc limit 1`,
    [tx.tenant, ask.promptHash],
  );

const asKnown = (end: CallEnd): ModelClaim =>
  end.outcome === 'answered'
    ? { kind: 'known', callId: end.id, answer: end.answer }
    : { kind: 'failed', outcome: end.outcome ?? 'failed', hint: end.hint ?? 'The same question was asked a moment ago without an answer.' };

/** What there is already to a question; null when it has to be asked. */
async function readKnown(tx: Tx, ask: ModelAsk, claim: ClaimRow | null): Promise<ModelClaim | null> {
  if (ask.purpose === 'check') return null;
  const end = claim?.valid === true ? await readEnd(tx, claim.call_id) : null;
  if (end !== null) return asKnown(end);
  const same = await readSamePrompt(tx, ask);
  if (same !== null) return asKnown(same);
  return claim?.alive === true && claim.holder !== ask.holder ? { kind: 'wait' } : null;
}

/** Takes the claim; of several that come at once the others get false. */
async function takeClaim(tx: Tx, ask: ModelAsk, callId: string, leaseMs: number, before: ClaimRow | null): Promise<boolean> {
  const rows = await tx.rows(
    `insert into model_claim (tenant_id, key, call_id, holder, lease_until) values ($1, $2, $3, $4, now() + make_interval(secs => $5))
     on conflict (tenant_id, key) do update set call_id = excluded.call_id, holder = excluded.holder, lease_until = excluded.lease_until, valid_until = null
       where model_claim.call_id = $6 returning key`,
    [tx.tenant, ask.key, callId, ask.holder, leaseMs / 1000, before?.call_id ?? ''],
  );
  return rows.length > 0;
}

/** A call whose asker is gone: what was reserved counts as spent, for nobody can tell. */
const writeOff = (tx: Tx, callId: string) =>
  tx.rows(
    `update model_call set outcome = 'failed', hint = 'The process that asked ended before the answer came.', settled_at = now(),
       tokens_in = reserved_tokens, cost_micros = reserved_micros where tenant_id = $1 and id = $2 and outcome is null`,
    [tx.tenant, callId],
  );

/** Claims a question in one transaction: what is known already, or the right to ask with its share of the budget. */
export async function claimModelCall(
  tx: Tx,
  ask: ModelAsk,
  limits: ModelLimits,
  reserve: { readonly one: ModelCost; readonly withRepair: ModelCost },
): Promise<ModelClaim> {
  const claim = await readClaim(tx, ask.key);
  const known = await readKnown(tx, ask, claim);
  if (known !== null) return known;
  const rest = ask.purpose === 'check' ? null : await modelRests(tx);
  if (rest !== null) return { kind: 'resting', hint: rest };
  const repair = await reserveBudget(tx, limits, reserve.withRepair);
  const reserved = repair ? reserve.withRepair : reserve.one;
  if (!repair && !(await reserveBudget(tx, limits, reserve.one)))
    return { kind: 'over-budget', hint: 'The daily budget of this tenant for the model is used up; it begins anew at 00:00 UTC.' };
  const callId = newId('mc');
  if (!(await takeClaim(tx, ask, callId, limits.leaseMs, claim))) {
    await settleBudget(tx, new Date().toISOString(), { tokens: -reserved.tokens, micros: -reserved.micros });
    return { kind: 'wait' };
  }
  if (claim !== null) await writeOff(tx, claim.call_id);
  await insertCall(tx, ask, callId, reserved);
  return { kind: 'ask', callId, repair };
}

async function insertCall(tx: Tx, ask: ModelAsk, callId: string, reserved: ModelCost): Promise<void> {
  await tx.rows(
    `insert into model_call (tenant_id, id, purpose, key, prompt_hash, fingerprint, prompt_version, provider, model, prompt, reserved_tokens,
       reserved_micros, incident_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      tx.tenant,
      callId,
      ask.purpose,
      ask.key,
      ask.promptHash,
      ask.fingerprint,
      ask.promptVersion,
      ask.provider,
      ask.model,
      ask.prompt,
      reserved.tokens,
      reserved.micros,
      ask.incidentId,
    ],
  );
  await appendRecord(tx, {
    incidentId: ask.incidentId,
    kind: 'model-asked',
    stage: 'investigate',
    summary: `Asked the model ${ask.model} (${ask.purpose}).`,
    detail: { callId, purpose: ask.purpose, model: ask.model, promptVersion: ask.promptVersion, promptHash: ask.promptHash },
  });
}

/** Keeps the end of a call. @returns false when the claim had been taken over by somebody else */
export async function settleModelCall(tx: Tx, ask: ModelAsk, callId: string, end: ModelSettlement): Promise<boolean> {
  const row = await tx.maybe<{ reserved_tokens: number; reserved_micros: string; at: string }>(
    `update model_call set outcome = $3, hint = $4, answer = $5::jsonb, tokens_in = $6, tokens_out = $7, cost_micros = $8, calls = $9,
       duration_ms = $10, settled_at = now() where tenant_id = $1 and id = $2 and outcome is null returning reserved_tokens, reserved_micros, at`,
    [
      tx.tenant,
      callId,
      end.outcome,
      end.hint,
      end.answer === null ? null : JSON.stringify(end.answer),
      end.usage.tokensIn,
      end.usage.tokensOut,
      end.cost.micros,
      end.usage.calls,
      end.usage.ms,
    ],
  );
  if (row === null) return false;
  await tx.rows(
    'update model_claim set valid_until = now() + make_interval(secs => $4) where tenant_id = $1 and key = $2 and call_id = $3',
    [tx.tenant, ask.key, callId, end.validForMs / 1000],
  );
  await settleBudget(tx, row.at, { tokens: end.cost.tokens - row.reserved_tokens, micros: end.cost.micros - Number(row.reserved_micros) });
  await appendRecord(tx, {
    incidentId: ask.incidentId,
    kind: end.outcome === 'answered' ? 'model-answered' : 'model-failed',
    stage: 'investigate',
    summary:
      end.outcome === 'answered' ? `The model ${ask.model} answered.` : `The model ${ask.model} gave no answer: ${end.hint ?? end.outcome}`,
    durationMs: end.usage.ms,
    detail: {
      callId,
      purpose: ask.purpose,
      outcome: end.outcome,
      tokensIn: end.usage.tokensIn,
      tokensOut: end.usage.tokensOut,
      costMicros: end.cost.micros,
    },
  });
  return true;
}
