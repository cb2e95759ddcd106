import { createHash } from 'node:crypto';

/** Roughly what a tokenizer makes of a text. */
export const countTokens = (text: string): number => Math.ceil(text.length / 4);

/** One answer, before it takes the shape of an endpoint. */
export interface Answer {
  readonly text: string | null;
  readonly refusal: string | null;
  readonly cutOff: boolean;
  readonly tokensIn: number;
  readonly tokensOut: number;
}

const now = (): number => Math.floor(Date.now() / 1000);

/** `POST /chat/completions`. */
export const chatCompletion = (model: string, number: number, answer: Answer) => ({
  id: `chatcmpl-sim${number}`,
  object: 'chat.completion',
  created: now(),
  model,
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: answer.text, refusal: answer.refusal, annotations: [] },
      logprobs: null,
      finish_reason: answer.cutOff ? 'length' : 'stop',
    },
  ],
  usage: {
    prompt_tokens: answer.tokensIn,
    completion_tokens: answer.tokensOut,
    total_tokens: answer.tokensIn + answer.tokensOut,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0, accepted_prediction_tokens: 0, rejected_prediction_tokens: 0 },
  },
  service_tier: 'default',
  system_fingerprint: null,
});

const contentOf = (answer: Answer) =>
  answer.refusal === null
    ? { type: 'output_text', text: answer.text ?? '', annotations: [], logprobs: [] }
    : { type: 'refusal', refusal: answer.refusal };

/** `POST /responses`. */
export const responseObject = (model: string, number: number, answer: Answer) => ({
  id: `resp_sim${number}`,
  object: 'response',
  created_at: now(),
  status: answer.cutOff ? 'incomplete' : 'completed',
  error: null,
  incomplete_details: answer.cutOff ? { reason: 'max_output_tokens' } : null,
  instructions: null,
  model,
  output: [
    {
      type: 'message',
      id: `msg_sim${number}`,
      status: answer.cutOff ? 'incomplete' : 'completed',
      role: 'assistant',
      content: [contentOf(answer)],
    },
  ],
  parallel_tool_calls: true,
  previous_response_id: null,
  reasoning: { effort: null, summary: null },
  store: false,
  tool_choice: 'auto',
  tools: [],
  truncation: 'disabled',
  usage: {
    input_tokens: answer.tokensIn,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: answer.tokensOut,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: answer.tokensIn + answer.tokensOut,
  },
  metadata: {},
});

/** The same text always gets the same vector of length one. */
export function embeddingOf(text: string, dimensions: number): readonly number[] {
  const values = Array.from({ length: dimensions }, (_, index) => {
    const digest = createHash('sha256').update(`${index}:${text}`).digest();
    return digest.readInt32BE(0) / 2 ** 31;
  });
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

/** `POST /embeddings`; vectors as numbers, or as the little-endian floats in base64 that the official clients ask for. */
export const embeddingList = (model: string, texts: readonly string[], dimensions: number, format: 'float' | 'base64') => ({
  object: 'list',
  data: texts.map((text, index) => {
    const vector = embeddingOf(text, dimensions);
    return {
      object: 'embedding',
      index,
      embedding: format === 'float' ? vector : Buffer.from(new Float32Array(vector).buffer).toString('base64'),
    };
  }),
  model,
  usage: { prompt_tokens: countTokens(texts.join('')), total_tokens: countTokens(texts.join('')) },
});

/** `GET /models`. */
export const modelList = (ids: readonly string[]) => ({
  object: 'list',
  data: ids.map((id) => ({ id, object: 'model', created: 1_700_000_000, owned_by: 'simulator' })),
});
