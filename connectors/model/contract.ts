import type { z } from 'zod';
import type { ModelReply } from '../../domain/model/types.ts';

/** Where a model is asked, and as whom. */
export type ModelEndpoint =
  | { readonly kind: 'openai' | 'compatible'; readonly baseUrl: string; readonly model: string; readonly apiKey: string }
  | { readonly kind: 'azure'; readonly baseUrl: string; readonly model: string; readonly apiKey: string; readonly apiVersion: string }
  | {
      /** A token is fetched anew for each call and kept nowhere. */
      readonly kind: 'token';
      readonly baseUrl: string;
      readonly model: string;
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: string;
    };

export interface ModelOptions {
  readonly endpoint: ModelEndpoint;
  readonly temperature: number;
  readonly maxResponseTokens: number;
  /** For token, question, repair and fallback together. */
  readonly timeoutMs: number;
  /** Values that must not be sent or shown. */
  readonly secrets: readonly string[];
}

/** One question. With a schema the answer is an object of that form, without one plain text. */
export interface ModelQuestion<Value> {
  readonly instructions: string;
  readonly prompt: string;
  readonly schema: z.ZodType<Value> | null;
  /** Whether one repair round may be spent. */
  readonly repair: boolean;
  readonly maxResponseTokens?: number;
}

/** Asks and always comes back: every fault is an outcome. Only what is broken in this program is thrown. */
export type AskModel = <Value>(question: ModelQuestion<Value>, signal?: AbortSignal) => Promise<ModelReply<Value>>;
