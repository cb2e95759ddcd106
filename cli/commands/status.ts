import { Command } from '@commander-js/extra-typings';
import type { z } from '@hono/zod-openapi';
import type { IncidentOverview } from '../../api/schemas/incidents.ts';
import type { HealthShape, SwitchShape } from '../../api/schemas/operations.ts';
import type { WithContext } from '../context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { facts } from '../output.ts';

/** `nightshift status` */
export const statusCommand = (context: WithContext) =>
  new Command('status').description('how Nightshift is, and what waits').action(async () => {
    const { client, output, endWith } = context();
    const { status, answer: health } = await client.look<z.infer<typeof HealthShape>>('/health');
    if (health === null) throw new CliError(exitCodes.failed, `The server answered ${status} and no health`);
    const database = health.components['database']?.state === 'ok';
    const overview = database ? await client.get<z.infer<typeof IncidentOverview>>('/api/incidents/overview') : null;
    const automation = database ? await client.get<z.infer<typeof SwitchShape>>('/api/automation') : null;
    output.show({ health, overview, automation }, () =>
      facts([
        ['nightshift', `${health.status} (version ${health.version})`],
        ...Object.entries(health.components).map(
          ([name, { state, message }]) => [`  ${name}`, message === null ? state : `${state}: ${message}`] as const,
        ),
        ...(automation === null
          ? []
          : [
              [
                'automation',
                automation.stopped
                  ? `stopped by ${automation.changedBy}${automation.reason === null ? '' : `: ${automation.reason}`}`
                  : 'on',
              ] as const,
            ]),
        ...(overview === null
          ? []
          : ([
              ['open incidents', overview.open],
              ['waiting for a person', overview.waiting],
              ['handled today', `${overview.handledToday}, ${overview.withoutPersonToday} without a person`],
            ] as const)),
      ]),
    );
    if (health.status === 'down') endWith(exitCodes.unreachable);
  });
