import type { z } from 'zod';
import { contentHash } from '../../domain/canonical.ts';
import type { ModelAsk, ModelClaim, ModelCost, ModelLedger, ModelLimits } from '../../domain/model/ledger.ts';
import type { ModelOutcome, ModelReply, ModelUsage } from '../../domain/model/types.ts';
import { redact } from '../../domain/text/redact.ts';
import type { AskModel, ModelOptions } from './contract.ts';

/** A question of the product, with what makes it the same as another one. */
export interface DeskQuestion<Value>
  extends Pick<ModelAsk, 'tenantId' | 'actor' | 'purpose' | 'key' | 'holder' | 'incidentId' | 'fingerprint' | 'promptVersion'> {
  readonly instructions: string;
  readonly prompt: string;
  readonly schema: z.ZodType<Value> | null;
  readonly maxResponseTokens?: number;
}

/** A reply and the stored call that it comes from; null when nothing was asked. */
export type DeskReply<Value> = ModelReply<Value> & { readonly callId: string | null };

/** Asks each question once: from the store where it is known, else the model, inside the budget. */
export type ModelDesk = <Value>(question: DeskQuestion<Value>, signal?: AbortSignal) => Promise<DeskReply<Value>>;

/** Takes a line of the process's log. */
export type DeskLog = (line: Readonly<Record<string, unknown>> & { readonly event: string }) => void;

export interface DeskParts {
  readonly ask: AskModel;
  readonly ledger: ModelLedger;
  readonly options: ModelOptions;
  readonly limits: Omit<ModelLimits, 'leaseMs'>;
  /** Per million tokens. */
  readonly prices: { readonly input: number; readonly output: number };
  /** Hears of calls that ended without an answer. */
  readonly log: DeskLog;
}

const second = 1000;
const pollMs = 400;
/** Beyond the time budget: for storing the end. */
const leaseGraceMs = 20 * second;
/** How long another one's question is waited for beyond the time that it may take itself. */
const waitGraceMs = 5 * second;

/** How long an end without an answer holds for the same question. */
function holdsFor(outcome: ModelOutcome, windowMs: number, retryAfterMs: number | null): number {
  if (outcome === 'answered') return windowMs;
  if (outcome === 'cancelled') return 0;
  if (outcome === 'refused' || outcome === 'invalid' || outcome === 'truncated' || outcome === 'too-large') return 3600 * second;
  return retryAfterMs ?? 60 * second;
}

/** Tokens of a text, rather too many than too few. */
const estimate = (text: string): number => Math.ceil(text.length / 3) + 300;

const unused = (model: string): ModelUsage => ({ model, tokensIn: 0, tokensOut: 0, ms: 0, calls: 0 });

export function createModelDesk({ ask, ledger, options, limits, prices, log }: DeskParts): ModelDesk {
  const model = options.endpoint.model;
  const costOf = (tokensIn: number, tokensOut: number): ModelCost => ({
    tokens: tokensIn + tokensOut,
    micros: Math.ceil(tokensIn * prices.input + tokensOut * prices.output),
  });
  const whole: ModelLimits = { ...limits, leaseMs: options.timeoutMs + leaseGraceMs };

  const toAsk = (question: DeskQuestion<unknown>): ModelAsk & { readonly instructions: string } => {
    const { instructions, prompt, schema: _schema, maxResponseTokens: _most, ...rest } = question;
    const safe = { instructions: redact(instructions, options.secrets), prompt: redact(prompt, options.secrets) };
    return {
      ...rest,
      ...safe,
      promptHash: contentHash({ model, version: rest.promptVersion, ...safe }),
      provider: options.endpoint.kind,
      model,
    };
  };

  /** The claim, after waiting for whoever asks the same at the moment. */
  async function claim(asked: ModelAsk, most: number, signal: AbortSignal | undefined): Promise<ModelClaim> {
    const tokensIn = estimate(asked.prompt);
    const reserve = { one: costOf(tokensIn, most), withRepair: costOf(tokensIn * 2, most * 2) };
    const until = performance.now() + options.timeoutMs + waitGraceMs;
    for (;;) {
      const found = await ledger.claim(asked, whole, reserve);
      if (found.kind !== 'wait' || performance.now() > until || signal?.aborted === true) return found;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }

  return async <Value>(question: DeskQuestion<Value>, signal?: AbortSignal): Promise<DeskReply<Value>> => {
    const asked = toAsk(question);
    const most = question.maxResponseTokens ?? options.maxResponseTokens;
    const without = (outcome: Exclude<ModelOutcome, 'answered'>, hint: string): DeskReply<Value> => ({
      outcome,
      hint,
      retryAfterMs: null,
      usage: unused(model),
      callId: null,
    });
    const found = await claim(asked, most, signal);
    switch (found.kind) {
      case 'known':
        return read(question, found, unused(model));
      case 'failed':
        return without(found.outcome === 'answered' ? 'invalid' : found.outcome, found.hint);
      case 'wait':
        return without('timeout', 'Another process asks the same and has no answer yet.');
      case 'over-budget':
      case 'resting':
        return without(found.kind, found.hint);
      case 'ask':
    }
    const { instructions, prompt } = asked;
    const reply = await ask({ ...question, instructions, prompt, repair: found.repair }, signal);
    if (reply.outcome !== 'answered' && reply.outcome !== 'cancelled') {
      const { tenantId, incidentId, purpose, provider } = asked;
      const { outcome, hint } = reply;
      log({ event: 'model-gave-no-answer', tenantId, incidentId, purpose, provider, model, call: found.callId, outcome, hint });
    }
    // What came of a call that was cut off is not known, so its question counts as spent.
    const tokensIn = reply.usage.calls > 0 && reply.usage.tokensIn === 0 ? estimate(prompt) : reply.usage.tokensIn;
    const kept = await ledger.settle(asked, found.callId, {
      outcome: reply.outcome,
      hint: reply.outcome === 'answered' ? null : reply.hint,
      answer: reply.outcome === 'answered' ? reply.value : null,
      usage: { ...reply.usage, tokensIn },
      cost: costOf(tokensIn, reply.usage.tokensOut),
      validForMs: holdsFor(reply.outcome, limits.windowMs, reply.outcome === 'answered' ? null : reply.retryAfterMs),
    });
    return kept
      ? { ...reply, callId: found.callId }
      : without('timeout', 'The answer came after the claim had been given to somebody else.');
  };
}

/** A stored answer, checked again: the form that is asked for may have changed since. */
function read<Value>(question: DeskQuestion<Value>, known: Extract<ModelClaim, { kind: 'known' }>, usage: ModelUsage): DeskReply<Value> {
  const parsed =
    question.schema === null ? { success: true as const, data: known.answer as Value } : question.schema.safeParse(known.answer);
  const { callId } = known;
  if (parsed.success) return { outcome: 'answered', value: parsed.data, usage, callId };
  return { outcome: 'invalid', hint: 'The stored answer is of an older form.', retryAfterMs: null, usage, callId };
}
