import { type Embedder, localEmbedder } from '../../domain/knowledge/embedder.ts';
import { createEndpointEmbedder } from './endpoint-embedder.ts';

/** What the configuration says of an embedding endpoint. */
export interface EmbeddingConfig {
  readonly EMBEDDING_BASE_URL?: string | undefined;
  readonly EMBEDDING_MODEL?: string | undefined;
  readonly EMBEDDING_API_KEY?: string | undefined;
  readonly EMBEDDING_TIMEOUT_SECONDS: number;
}

/** The embedder that a configuration asks for: the endpoint where there is one, else the local one. */
export function openEmbedder(config: EmbeddingConfig): Embedder {
  const { EMBEDDING_BASE_URL: baseUrl, EMBEDDING_MODEL: model } = config;
  if (baseUrl === undefined || model === undefined) return localEmbedder;
  // A server that wants no key is sent one that says so.
  const apiKey = config.EMBEDDING_API_KEY ?? 'not-needed';
  return createEndpointEmbedder({ baseUrl, model, apiKey, timeoutMs: config.EMBEDDING_TIMEOUT_SECONDS * 1000 });
}
