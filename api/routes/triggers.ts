import { createRoute } from '@hono/zod-openapi';
import { callerOf, need } from '../auth/need.ts';
import { needReporter } from '../auth/signature.ts';
import type { ApiDeps } from '../deps.ts';
import { limitRate } from '../http/rate-limit.ts';
import { createAcceptTrigger } from '../intake/accept-trigger.ts';
import type { Intake } from '../intake/intake.ts';
import { answer, body, createRouter, writeErrors } from '../router.ts';
import { FailureTrigger, TriggerAnswer, WebhookTrigger } from '../schemas/intake.ts';

/** Where failed runs are reported: by schedulers, by platforms, by hand. */
export function createTriggerRoutes({ settings }: ApiDeps, intake: Intake) {
  const reporters = [needReporter(settings), limitRate({ perMinute: settings.triggerRatePerMinute })] as const;
  const accept = createAcceptTrigger(settings, intake);

  return createRouter()
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/triggers/failures',
        tags: ['triggers'],
        summary: 'Report a failed run',
        middleware: [...reporters],
        description:
          'The same failure again answers with the same incident. Use an API key of an operator, or sign the message (Standard Webhooks).',
        request: { body: body(FailureTrigger) },
        responses: { 202: answer('Kept', TriggerAnswer), ...writeErrors },
      }),
      async (c) => c.json(await accept(callerOf(c), c.req.valid('json'), 'trigger'), 202),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/webhook',
        tags: ['triggers'],
        summary: 'Report a failed run in the short form',
        middleware: [...reporters],
        request: { body: body(WebhookTrigger) },
        responses: { 202: answer('Kept', TriggerAnswer), ...writeErrors },
      }),
      async (c) => {
        const { job_id: job, run_id: run } = c.req.valid('json');
        return c.json(await accept(callerOf(c), { platform: settings.webhookPlatform, job, run }, 'webhook'), 202);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/incidents',
        tags: ['incidents'],
        summary: 'Open an incident by hand',
        middleware: [need('operator'), limitRate({ perMinute: settings.triggerRatePerMinute })],
        request: { body: body(FailureTrigger) },
        responses: { 200: answer('Known already', TriggerAnswer), 201: answer('Opened', TriggerAnswer), ...writeErrors },
      }),
      async (c) => {
        const accepted = await accept(callerOf(c), c.req.valid('json'), 'trigger');
        return accepted.created ? c.json(accepted, 201) : c.json(accepted, 200);
      },
    );
}
export type TriggerRoutes = ReturnType<typeof createTriggerRoutes>;
