import { createRoute } from '@hono/zod-openapi';
import { readAlert } from '../../domain/incidents/foreign-reports/alertmanager.ts';
import { readCloudEvent } from '../../domain/incidents/foreign-reports/cloud-event.ts';
import { type EventReading, ignored } from '../../domain/incidents/foreign-reports/reported-failure.ts';
import { readWorkflowRun } from '../../domain/incidents/foreign-reports/workflow-run.ts';
import { callerOf } from '../auth/need.ts';
import { needReporter } from '../auth/signature.ts';
import type { ApiDeps } from '../deps.ts';
import type { Caller } from '../env.ts';
import { AppError } from '../errors.ts';
import { limitRate } from '../http/rate-limit.ts';
import { createAcceptTrigger } from '../intake/accept-trigger.ts';
import { readCloudEvents } from '../intake/cloud-event-message.ts';
import type { Intake } from '../intake/intake.ts';
import { answer, body, createRouter, writeErrors } from '../router.ts';
import { ErrorBody } from '../schemas/common.ts';
import { AlertGroup, EventsAnswer, WorkflowRun } from '../schemas/events.ts';
import { FailureTrigger } from '../schemas/intake.ts';

/** Longer parameters of foreign events are cut: they are there for people to read. */
const longestParameter = 2_000;

function toTrigger({ failure }: Extract<EventReading, { kind: 'failure' }>, index: number) {
  const parameters = Object.entries(failure.parameters ?? {}).map(([name, value]) => [
    name.slice(0, 200),
    typeof value === 'string' ? value.slice(0, longestParameter) : value,
  ]);
  const parsed = FailureTrigger.safeParse({ ...failure, parameters: Object.fromEntries(parameters) });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new AppError('invalid', `Event ${index} cannot be kept: ${problems}`, { details: { [`[${index}]`]: problems } });
}

const busy = answer('Too many at once: come again', ErrorBody);

/** Where events of others come in: CloudEvents, alerts, workflow runs. What tells of no failure is answered, and ignored. */
export function createEventTriggerRoutes({ settings }: ApiDeps, intake: Intake) {
  const perMinute = settings.triggerRatePerMinute;
  const reporters = [needReporter(settings), limitRate({ perMinute })] as const;
  const acceptOne = createAcceptTrigger(settings, intake);
  const accept = async (caller: Caller, readings: readonly EventReading[]) => {
    // All are checked before the first is kept, so that a batch is never half refused.
    const triggers = readings.map((reading, index) => (reading.kind === 'failure' ? toTrigger(reading, index) : null));
    const kept = triggers.flatMap((trigger) => (trigger === null ? [] : [acceptOne(caller, trigger, 'webhook')]));
    return {
      accepted: await Promise.all(kept),
      ignored: readings.flatMap((reading, index) => (reading.kind === 'ignored' ? [{ index, reason: reading.reason }] : [])),
    };
  };

  return createRouter()
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/triggers/cloudevents',
        tags: ['triggers'],
        summary: 'Report failed runs as CloudEvents',
        middleware: [...reporters],
        description:
          'CloudEvents 1.0 over HTTP in binary (`ce-*` headers), structured (`application/cloudevents+json`) or batched mode (`application/cloudevents-batch+json`). A type or state that names a failure opens a case; job and run come from the data, else from `subject` or `source` and `id`.',
        responses: { 202: answer('Kept, or ignored with the reason', EventsAnswer), ...writeErrors },
      }),
      async (c) => c.json(await accept(callerOf(c), (await readCloudEvents(c)).map(readCloudEvent)), 202),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/triggers/alertmanager',
        tags: ['triggers'],
        summary: "Report failed runs by Prometheus Alertmanager's webhook",
        middleware: [needReporter(settings), limitRate({ perMinute, says: 'unavailable' })],
        description: 'The job is the first of the labels nightshift_job, job_name, cronjob, dag_id, workflow, pipeline, job, alertname.',
        request: { body: body(AlertGroup) },
        responses: { 202: answer('Kept, or ignored with the reason', EventsAnswer), ...writeErrors, 503: busy },
      }),
      async (c) => c.json(await accept(callerOf(c), c.req.valid('json').alerts.map(readAlert)), 202),
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/triggers/workflow-runs',
        tags: ['triggers'],
        summary: 'Report failed CI workflows by a webhook of the shape of GitHub',
        middleware: [...reporters],
        description: 'Signed with `X-Hub-Signature-256` by one of WEBHOOK_SECRETS, or with an API key.',
        request: { body: body(WorkflowRun) },
        responses: { 202: answer('Kept, or ignored with the reason', EventsAnswer), ...writeErrors },
      }),
      async (c) => {
        const { action, repository, workflow_run: run } = c.req.valid('json');
        if (run === undefined || repository === undefined)
          return c.json(await accept(callerOf(c), [ignored('the message tells of no workflow run')]), 202);
        const reading = readWorkflowRun({
          action: action ?? '',
          repository: repository.full_name,
          run: {
            id: run.id,
            name: run.name ?? 'workflow',
            attempt: run.run_attempt,
            conclusion: run.conclusion ?? null,
            url: run.html_url ?? null,
            branch: run.head_branch ?? null,
            updatedAt: run.updated_at ?? null,
          },
        });
        return c.json(await accept(callerOf(c), [reading]), 202);
      },
    );
}
export type EventTriggerRoutes = ReturnType<typeof createEventTriggerRoutes>;
