import { z } from 'zod';
import type { ModelVerdict } from '../../domain/diagnosis/model-verdict.ts';
import { actions, causes, origins } from '../../domain/incidents/vocabulary.ts';

/**
 * The form of a model's verdict. Unknown keys are dropped. Lengths are cut where the verdict is used, for strict structured output takes
 * no limits on lengths.
 */
export const VerdictSchema: z.ZodType<ModelVerdict> = z.object({
  cause: z.enum(causes),
  origin: z.enum(origins),
  action: z.enum(actions),
  confidence: z.number().refine((value) => value >= 0 && value <= 1, 'must be from 0 to 1'),
  rootCause: z.string(),
  quotes: z.array(z.string()),
  parameters: z.array(z.object({ name: z.string(), value: z.number() })),
});
