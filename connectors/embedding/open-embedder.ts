import { type Embedder, localEmbedder } from '../../domain/knowledge/embedder.ts';
import { createEndpointEmbedder, type EmbeddingEndpoint } from './endpoint-embedder.ts';

/** The embedder that a configuration asks for: the endpoint where there is one, else the local one. */
export const openEmbedder = (endpoint: EmbeddingEndpoint | null): Embedder =>
  endpoint === null ? localEmbedder : createEndpointEmbedder(endpoint);
