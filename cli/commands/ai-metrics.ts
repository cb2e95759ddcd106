import { Command } from '@commander-js/extra-typings';
import type { z } from '@hono/zod-openapi';
import type { AiMetrics, AiStatus, FeedbackMetrics } from '../../api/schemas/learning.ts';
import type { WithContext } from '../context.ts';
import { daysOption } from '../days-option.ts';
import { facts, heading, line, table } from '../output.ts';
import { duration, percent } from '../ratios.ts';

type Times = z.infer<typeof AiMetrics>['time_to_detect'];

const times = ({ count, p50, p90, p99 }: Times): string =>
  count === 0 ? 'none yet' : `half within ${duration(p50)}, 90 % within ${duration(p90)}, 99 % within ${duration(p99)} (${count} cases)`;

/** `nightshift ai-metrics` */
export const aiMetricsCommand = (context: WithContext) =>
  new Command('ai-metrics')
    .description('how good diagnoses and actions are, and how fast it learns')
    .option(...daysOption)
    .action(async ({ days }) => {
      const { client, output } = context();
      const found = await client.get<z.infer<typeof AiMetrics>>('/api/ai/metrics', { days });
      const velocity = found.learning_velocity;
      output.show(found, () =>
        facts([
          ['recognition accuracy', percent(found.recognition_accuracy)],
          ['action success rate', percent(found.action_success_rate)],
          ...found.action_success_by_action.map((one) => [`  ${one.action}`, percent(one)] as const),
          ['false positive rate', percent(found.false_positive_rate)],
          ['learning velocity', `${velocity.value} patterns per week (${velocity.numerator} in ${velocity.denominator} weeks)`],
          ['confidence calibration', percent(found.confidence_calibration)],
          ['judged by people', percent(found.human_feedback_ratio)],
          ['knowledge coverage', percent(found.knowledge_base_coverage)],
          ['causes with patterns', percent(found.pattern_diversity)],
          ['time to detect', times(found.time_to_detect)],
          ['time to resolve', times(found.time_to_resolve)],
        ]),
      );
    })
    .addHelpText('after', '\nExamples:\n  $ nightshift ai-metrics --days 7\n  $ nightshift --json ai-metrics\n');

/** `nightshift ai-status` */
export const aiStatusCommand = (context: WithContext) =>
  new Command('ai-status').description('how much was learned here, and how surely').action(async () => {
    const { client, output } = context();
    const status = await client.get<z.infer<typeof AiStatus>>('/api/ai/status');
    const { high, medium, low } = status.confidence_levels;
    output.show(status, () =>
      facts([
        ['knowledge', status.knowledge],
        ['  entries in use', `${status.active_entries}, and ${status.built_in_entries} built in`],
        ['  candidates', status.candidate_entries],
        ['  own rules', status.own_rules],
        ['  confirmed verdicts', status.confirmed_verdicts],
        [
          'confidence',
          `${status.confidence}${status.average_confidence === null ? '' : ` (${status.average_confidence.toFixed(2)} on average)`}`,
        ],
        ['  from 0.85', high],
        ['  from 0.60', medium],
        ['  below', low],
      ]),
    );
  });

/** `nightshift feedback-metrics` */
export const feedbackMetricsCommand = (context: WithContext) =>
  new Command('feedback-metrics')
    .description('how often decisions were right, by action and cause, and what to change')
    .option(...daysOption)
    .action(async ({ days }) => {
      const { client, output } = context();
      const found = await client.get<z.infer<typeof FeedbackMetrics>>('/api/feedback/metrics', { days });
      output.show(found, () =>
        [
          facts([
            ['decisions right', percent(found.overall.decisions)],
            ['causes right', percent(found.overall.diagnoses)],
          ]),
          heading('By action and cause'),
          table(
            ['action', 'cause', 'decisions', 'right'],
            found.by_action_and_cause.map((one) => [one.action, one.cause, one.decisions, percent(one)]),
            'No decisions yet.',
          ),
          heading('Recommendations'),
          ...(found.recommendations.length === 0 ? ['None.'] : found.recommendations.map(({ text }) => `- ${line(text)}`)),
        ].join('\n'),
      );
    });
