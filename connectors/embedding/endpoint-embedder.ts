import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { embedMany } from 'ai';
import type { Embedder } from '../../domain/knowledge/embedder.ts';

/** An OpenAI-compatible server that makes vectors. */
export interface EmbeddingEndpoint {
  /** Without `/embeddings`. */
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey: string;
  /** How long one request may take, milliseconds. */
  readonly timeoutMs: number;
}

/** Texts a request. */
const together = 32;
/** Vectors of questions that are kept at hand. */
const remembered = 2_000;
/** Longest text that is sent; what a failure is stands early in it. */
const longestText = 4_000;
/** After a failed question the endpoint is left alone for so long, so that a dead one does not hold up every diagnosis. */
const restMs = 30_000;

/** The vector in unit length, so that distances mean the same whatever the server does. */
function unit(values: readonly number[]): Float32Array {
  const vector = Float32Array.from(values);
  const length = Math.hypot(...vector);
  if (vector.length === 0 || !Number.isFinite(length)) throw new Error('The embedding endpoint answered without a vector');
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** An embedder that asks an endpoint. Texts come redacted: they are evidence and entries as they are stored. */
export function createEndpointEmbedder(endpoint: EmbeddingEndpoint): Embedder {
  const provider = createOpenAICompatible({ name: 'embedding', baseURL: endpoint.baseUrl.replace(/\/+$/, ''), apiKey: endpoint.apiKey });
  const known = new Map<string, Float32Array>();
  let restsUntil = 0;
  const ask = async (texts: readonly string[], maxRetries: number): Promise<readonly Float32Array[]> => {
    const { embeddings } = await embedMany({
      model: provider.embeddingModel(endpoint.model),
      values: texts.map((text) => text.slice(0, longestText) || ' '),
      maxRetries,
      maxParallelCalls: 2,
      abortSignal: AbortSignal.timeout(endpoint.timeoutMs),
    });
    if (embeddings.length !== texts.length) throw new Error('The embedding endpoint answered with another number of vectors');
    return embeddings.map(unit);
  };
  const remember = (text: string, vector: Float32Array) => {
    known.delete(text);
    known.set(text, vector);
    const oldest = known.keys().next().value;
    if (known.size > remembered && oldest !== undefined) known.delete(oldest);
  };
  return {
    model: endpoint.model,
    source: 'endpoint',
    vectorOf: (text) => known.get(text) ?? null,
    prepare: async (texts) => {
      const missing = [...new Set(texts)].filter((text) => !known.has(text));
      if (missing.length === 0 || performance.now() < restsUntil) return;
      try {
        const vectors = await ask(missing, 0);
        missing.forEach((text, index) => vectors[index] !== undefined && remember(text, vectors[index]));
      } catch {
        // Words and patterns answer meanwhile; the steward keeps the reason where people look for it.
        restsUntil = performance.now() + restMs;
      }
    },
    vectorsOf: async (texts) => {
      const vectors: Float32Array[] = [];
      for (let start = 0; start < texts.length; start += together) vectors.push(...(await ask(texts.slice(start, start + together), 1)));
      return vectors;
    },
  };
}
