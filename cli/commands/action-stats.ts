import { Command, Option } from '@commander-js/extra-typings';
import type { z } from '@hono/zod-openapi';
import type { AiMetrics } from '../../api/schemas/learning.ts';
import type { WithContext } from '../context.ts';
import { daysOption } from '../days-option.ts';
import { table } from '../output.ts';

type Metrics = z.infer<typeof AiMetrics>;

/** The actions that run a job again: what they came to is known by the end of that run. */
const types = ['RETRY', 'RETRY_WITH_NEW_PARAMS'] as const;

const statsOf = ({ action_success_by_action: found }: Metrics, wanted: readonly string[]) =>
  wanted.map((action) => {
    const share = found.find((one) => one.action === action);
    return { action, attempts: share?.denominator ?? 0, successes: share?.numerator ?? 0, rate: share?.value ?? null };
  });

/** `nightshift action-stats` */
export const actionStatsCommand = (context: WithContext) =>
  new Command('action-stats')
    .description('how often jobs were run again by an action, and how often that worked')
    .addOption(new Option('--action-type <type>', 'only this action (default: each of them)').choices(types))
    .option(...daysOption)
    .addOption(new Option('-f, --format <format>', 'form of the answer').choices(['text', 'json'] as const).default('text' as const))
    .action(async ({ actionType, days, format }) => {
      const { client, output } = context();
      const metrics = await client.get<Metrics>('/api/ai/metrics', { days });
      const { since, until } = metrics;
      const actions = statsOf(metrics, actionType === undefined ? types : [actionType]);
      const answer = { days: metrics.days, since, until, actions };
      if (format === 'json') return output.print(`${JSON.stringify(answer, null, 2)}\n`);
      output.show(answer, () =>
        table(
          ['action', 'attempts', 'successes', 'rate'],
          actions.map(({ action, attempts, successes, rate }) => [
            action,
            attempts,
            successes,
            rate === null ? null : `${(rate * 100).toFixed(1)} %`,
          ]),
          'No actions.',
        ),
      );
    })
    .addHelpText(
      'after',
      `
Attempts are resubmissions that have ended (interrupted ones are repeated, not counted); successes ended green.
What was decided otherwise, such as mails and escalations, has no attempts; how right it was tells feedback-metrics.

Examples:
  $ nightshift action-stats --action-type RETRY --days 7
  $ nightshift action-stats --format json
`,
    );
