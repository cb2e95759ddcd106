import { embed } from '../../domain/knowledge/embed.ts';
import { localModel } from '../../domain/knowledge/embedder.ts';
import { meaningOf, termsOf } from '../../domain/knowledge/search-terms.ts';
import type { KnowledgeContent } from '../../domain/knowledge/types.ts';

/** A vector as PostgreSQL reads it; half precision keeps three digits, so five are plenty. */
export const vectorText = (vector: Float32Array): string => `[${Array.from(vector, (value) => Math.round(value * 1e5) / 1e5).join(',')}]`;

/** What searches find an entry by: its terms, and its local vector, which the steward replaces when an endpoint is configured. */
export const searchFields = (content: KnowledgeContent) => ({
  terms: termsOf(content),
  embedding: vectorText(embed(meaningOf(content))),
  ...localModel,
});
