import { generateText, NoObjectGeneratedError, NoOutputGeneratedError, Output } from 'ai';
import { cleanText } from '../../domain/text/clean-text.ts';
import { redact } from '../../domain/text/redact.ts';
import { cappedFetch } from './capped-fetch.ts';
import type { ModelOptions, ModelQuestion } from './contract.ts';
import { type Failure, toFailure } from './failure.ts';
import { fetchToken } from './fetch-token.ts';
import { type AnswerForm, openModel } from './open-model.ts';
import { spotRefusal } from './spot-refusal.ts';

/** What one call of the endpoint came to. */
export type Round<Value> =
  | { readonly kind: 'answered'; readonly value: Value }
  | { readonly kind: 'unreadable'; readonly text: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What was used so far, over all calls of a question. */
export interface Spent {
  tokensIn: number;
  tokensOut: number;
  calls: number;
}

const failed = (outcome: Failure['outcome'], hint: string): { kind: 'failed'; failure: Failure } => ({
  kind: 'failed',
  failure: { outcome, hint, retryAfterMs: null, withoutSchema: false },
});

const spend = (spent: Spent, usage: { inputTokens?: number | undefined; outputTokens?: number | undefined } | undefined): void => {
  spent.tokensIn += usage?.inputTokens ?? 0;
  spent.tokensOut += usage?.outputTokens ?? 0;
};

const truncatedHint = 'The answer was cut off by the limit of tokens: raise MAX_RESPONSE_TOKENS.';
const bounded = (text: string, secrets: readonly string[]): string =>
  cleanText(redact(text, secrets), { maxBytes: 400 }).replace(/\s+/g, ' ');

/** A refusal or a cut-off answer, whatever form was asked for. */
function noAnswer(body: string, finishReason: string | undefined, secrets: readonly string[]): Round<never> | null {
  const refusal = spotRefusal(body);
  if (refusal !== null) return failed('refused', `The model would not answer: ${bounded(refusal, secrets)}`);
  return finishReason === 'length' ? failed('truncated', truncatedHint) : null;
}

function afterError(error: unknown, body: string, options: ModelOptions, secrets: readonly string[]): Round<never> {
  const unreadable = NoObjectGeneratedError.isInstance(error) ? error : null;
  const ended = noAnswer(body, unreadable?.finishReason, secrets);
  if (ended !== null) return ended;
  if (unreadable !== null || NoOutputGeneratedError.isInstance(error)) return { kind: 'unreadable', text: unreadable?.text ?? '' };
  return { kind: 'failed', failure: toFailure(error, options.endpoint, secrets, Date.now()) };
}

/** One call: a fresh token where the endpoint wants one, the question, and the answer in the agreed form. */
export async function callOnce<Value>(
  options: ModelOptions,
  question: ModelQuestion<Value>,
  form: AnswerForm,
  spent: Spent,
  signal: AbortSignal,
): Promise<Round<Value>> {
  const { endpoint } = options;
  const secrets = [...options.secrets];
  let body = '';
  const fetch = cappedFetch((text) => (body = text));
  try {
    const key = endpoint.kind === 'token' ? await fetchToken(endpoint, fetch, signal) : endpoint.apiKey;
    secrets.push(key);
    spent.calls += 1;
    const result = await generateText({
      model: openModel(endpoint, key, fetch, form),
      instructions: question.instructions,
      prompt: question.prompt,
      temperature: options.temperature,
      maxOutputTokens: question.maxResponseTokens ?? options.maxResponseTokens,
      maxRetries: 0,
      abortSignal: signal,
      // OpenAI would keep answers of this endpoint for a month otherwise.
      providerOptions: endpoint.kind === 'openai' ? { openai: { store: false } } : {},
      ...(question.schema === null ? {} : { output: Output.object({ schema: question.schema, name: 'answer' }) }),
    });
    spend(spent, result.usage);
    const ended = noAnswer(body, result.finishReason, secrets);
    if (ended !== null) return ended;
    return { kind: 'answered', value: (question.schema === null ? result.text : result.output) as Value };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (NoObjectGeneratedError.isInstance(error)) spend(spent, error.usage);
    return afterError(error, body, options, secrets);
  }
}
