import { z } from '@hono/zod-openapi';
import { modelModes } from '../../domain/diagnosis/model-turn.ts';
import { modelOutcomes } from '../../domain/model/types.ts';
import { Time } from './common.ts';

const Outcome = z.enum(modelOutcomes);

/** The language model: what it is, how it does, what it used today (UTC). */
export const ModelShape = z
  .object({
    state: z.enum(['off', 'ok', 'resting', 'failing', 'not-asked']),
    message: z.string().nullable(),
    provider: z.string().nullable(),
    model: z.string().nullable(),
    models: z.array(z.string()),
    mode: z.enum(modelModes).nullable(),
    host: z.string().nullable(),
    promptVersion: z.string(),
    timeoutSeconds: z.number().nullable(),
    today: z.object({
      questions: z.number().int(),
      answered: z.number().int(),
      failed: z.number().int(),
      tokensIn: z.number().int(),
      tokensOut: z.number().int(),
      cost: z.number(),
      budgetTokens: z.number().int().openapi({ description: 'Used and reserved' }),
      budgetCost: z.number(),
      dailyTokens: z.number().nullable(),
      dailyCost: z.number().nullable(),
    }),
    lastAnswerAt: Time.nullable(),
    lastFailure: z.object({ outcome: Outcome, hint: z.string().nullable(), at: Time }).nullable(),
  })
  .openapi('Model');

export const ModelCheckRequest = z
  .object({ check: z.enum(['auth', 'llm']).default('llm') })
  .strict()
  .openapi('ModelCheckRequest');

/** What a self-check came to. A failed check is an answer, not an error. */
export const ModelCheck = z
  .object({
    check: z.enum(['auth', 'llm']),
    ok: z.boolean(),
    outcome: Outcome.nullable(),
    message: z.string(),
    credential: z.string().nullable().openapi({ description: 'How the credential or token begins' }),
    answer: z.string().nullable(),
    tokensIn: z.number().int(),
    tokensOut: z.number().int(),
    ms: z.number().int(),
  })
  .openapi('ModelCheck');
