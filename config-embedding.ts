import { z } from '@hono/zod-openapi';
import { httpUrl, wholeNumber } from './config-values.ts';

/** Settings of the embedding endpoint. Without an address the local embedder is used. */
export const embeddingSettings = {
  EMBEDDING_BASE_URL: httpUrl.optional(),
  EMBEDDING_API_KEY: z.string().min(1).optional(),
  EMBEDDING_MODEL: z.string().min(1).max(200).optional(),
  EMBEDDING_TIMEOUT_SECONDS: wholeNumber(1, 120).default(10),
} as const;

/** What no single one of them can tell. */
export function checkEmbeddingSettings(
  value: { readonly EMBEDDING_BASE_URL?: string | undefined; readonly EMBEDDING_MODEL?: string | undefined },
  problem: (name: 'EMBEDDING_BASE_URL' | 'EMBEDDING_MODEL', message: string) => void,
): void {
  if (value.EMBEDDING_BASE_URL !== undefined && value.EMBEDDING_MODEL === undefined)
    problem('EMBEDDING_MODEL', 'is missing although EMBEDDING_BASE_URL is set');
  if (value.EMBEDDING_BASE_URL === undefined && value.EMBEDDING_MODEL !== undefined)
    problem('EMBEDDING_BASE_URL', 'is missing although EMBEDDING_MODEL is set');
}
