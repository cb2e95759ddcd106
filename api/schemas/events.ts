import { z } from '@hono/zod-openapi';
import { TriggerAnswer } from './intake.ts';

/** Events of others, as far as they are read: foreign shapes are open, what is needed is checked. */

const attribute = z.string().trim().min(1).max(1_000);

export const CloudEventShape = z
  .looseObject({
    specversion: z.literal('1.0', 'must be 1.0'),
    id: attribute,
    source: attribute,
    type: attribute,
    subject: attribute.optional(),
    time: z.string().max(100).optional(),
    datacontenttype: z.string().max(200).optional(),
    data: z.unknown().optional(),
    data_base64: z.base64().optional(),
  })
  .openapi('CloudEvent');

const texts = z.record(z.string(), z.string()).default({});

/** Alertmanager's webhook, version 4. */
export const AlertGroup = z
  .looseObject({
    version: z.string().optional(),
    alerts: z
      .array(
        z.looseObject({
          status: z.string(),
          labels: texts,
          annotations: texts,
          startsAt: z.string().max(100),
          fingerprint: z.string().min(1).max(200),
          generatorURL: z.string().optional(),
        }),
      )
      .max(1_000),
  })
  .openapi('AlertGroup');

const number = z.union([z.string(), z.number()]).transform(String);

/** A `workflow_run` event; the other events of such a hook have no `workflow_run`. */
export const WorkflowRun = z
  .looseObject({
    action: z.string().optional(),
    repository: z.looseObject({ full_name: attribute }).optional(),
    workflow_run: z
      .looseObject({
        id: number,
        name: z.string().nullish(),
        run_attempt: z.number().int().min(1).default(1),
        conclusion: z.string().nullish(),
        html_url: z.string().nullish(),
        head_branch: z.string().nullish(),
        updated_at: z.string().nullish(),
      })
      .optional(),
  })
  .openapi('WorkflowRun');

export const EventsAnswer = z
  .object({
    accepted: z.array(TriggerAnswer),
    ignored: z
      .array(z.object({ index: z.number().int(), reason: z.string() }))
      .openapi({ description: 'What tells of no failure, by its place' }),
  })
  .openapi('EventsAnswer');
