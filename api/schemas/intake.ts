import { z } from '@hono/zod-openapi';
import { Criticality, Parameters, Time } from './common.ts';

const Key = z
  .union([z.string(), z.number(), z.bigint()])
  .transform(String)
  .pipe(z.string().trim().min(1).max(500))
  .openapi({ type: 'string', description: 'Text or a number of any size; kept as text' });

/** A failed run as a scheduler reports it. Texts may hold anything: they are cleaned, cut and redacted, never refused. */
export const FailureTrigger = z
  .object({
    platform: z.string().trim().min(1).max(100),
    job: Key,
    run: Key,
    try: z.number().int().min(0).max(1_000_000).optional(),
    errorText: z.string().optional(),
    logTail: z.string().optional(),
    parameters: Parameters.optional(),
    application: z.string().trim().min(1).max(200).optional(),
    owner: z.string().trim().max(320).optional(),
    criticality: Criticality.optional(),
    finishedAt: Time.optional(),
  })
  .strict()
  .openapi('FailureTrigger');

/** The short form: everything else is read from the platform. */
export const WebhookTrigger = z.object({ job_id: Key, run_id: Key }).openapi('WebhookTrigger');

export const TriggerAnswer = z
  .object({
    incidentId: z.string(),
    url: z.string(),
    created: z.boolean().openapi({ description: 'False when the failure was known already' }),
  })
  .openapi('TriggerAnswer');
