import { z } from 'zod';
import type { ModelReply, ModelUsage } from '../../domain/model/types.ts';
import { callOnce, type Round, type Spent } from './call-once.ts';
import type { AskModel, ModelOptions, ModelQuestion } from './contract.ts';

/** Settles when `signal` fires even where the work does not listen to it. */
function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  unlessAborted(new Promise<void>((resolve) => void setTimeout(resolve, ms).unref()), signal);

const unreadableHint = 'The model did not answer in the agreed form, also when asked again: a larger model may do better.';

/** The same question with what was wrong with the first answer. */
const repaired = <Value>(question: ModelQuestion<Value>, text: string): ModelQuestion<Value> => ({
  ...question,
  prompt: `${question.prompt}\n\nYour last answer could not be read as the JSON object that was asked for. It began:\n${JSON.stringify(text.slice(0, 2000))}\nAnswer again with that JSON object and nothing else.`,
});

/** Words for servers that cannot be given a schema. */
const inWords = <Value>(question: ModelQuestion<Value>): ModelQuestion<Value> =>
  question.schema === null
    ? question
    : {
        ...question,
        instructions: `${question.instructions}\nAnswer with one JSON object of this schema and nothing else: ${JSON.stringify(z.toJSONSchema(question.schema))}`,
      };

/** Asks; where the answer cannot be read, the schema is not understood or a short delay is announced, once more. */
async function converse<Value>(
  options: ModelOptions,
  question: ModelQuestion<Value>,
  spent: Spent,
  signal: AbortSignal,
): Promise<Round<Value>> {
  const form = question.schema === null ? 'text' : 'schema';
  const first = await callOnce(options, question, form, spent, signal);
  if (first.kind === 'answered' || !question.repair) return first;
  if (first.kind === 'unreadable') return callOnce(options, repaired(question, first.text), form, spent, signal);
  const { failure } = first;
  if (failure.withoutSchema && question.schema !== null) return callOnce(options, inWords(question), 'words', spent, signal);
  if (failure.outcome !== 'rate-limited' || failure.retryAfterMs === null || failure.retryAfterMs > options.timeoutMs / 4) return first;
  await pause(failure.retryAfterMs, signal);
  return callOnce(options, question, form, spent, signal);
}

/** The one way to a model, over the AI SDK. */
export function createAskModel(options: ModelOptions): AskModel {
  return async <Value>(question: ModelQuestion<Value>, signal?: AbortSignal): Promise<ModelReply<Value>> => {
    const begun = performance.now();
    const spent: Spent = { tokensIn: 0, tokensOut: 0, calls: 0 };
    const usage = (): ModelUsage => ({ model: options.endpoint.model, ...spent, ms: Math.round(performance.now() - begun) });
    const late = AbortSignal.timeout(options.timeoutMs);
    const both = signal === undefined ? late : AbortSignal.any([signal, late]);
    try {
      const round = await unlessAborted(converse(options, question, spent, both), both);
      if (round.kind === 'answered') return { outcome: 'answered', value: round.value, usage: usage() };
      const { outcome, hint, retryAfterMs } =
        round.kind === 'failed' ? round.failure : { outcome: 'invalid' as const, hint: unreadableHint, retryAfterMs: null };
      return { outcome, hint, retryAfterMs, usage: usage() };
    } catch (error) {
      if (signal?.aborted === true) return { outcome: 'cancelled', hint: 'Asking was stopped.', retryAfterMs: null, usage: usage() };
      if (!late.aborted) throw error;
      const hint = `The model did not answer within ${options.timeoutMs / 1000} seconds: use a faster one, or raise LLM_TIMEOUT_SECONDS.`;
      return { outcome: 'timeout', hint, retryAfterMs: null, usage: usage() };
    }
  };
}
