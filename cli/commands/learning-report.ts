import { Command, Option } from '@commander-js/extra-typings';
import type { z } from '@hono/zod-openapi';
import type { LearningReport, PerformanceReport } from '../../api/schemas/learning.ts';
import type { WithContext } from '../context.ts';
import { daysOption } from '../days-option.ts';
import { facts, heading, line, table } from '../output.ts';
import { duration, percent } from '../ratios.ts';

const methods = ['rule', 'knowledge', 'model', 'human', 'degraded'] as const;
type Learned = z.infer<typeof LearningReport>;
type Performance = z.infer<typeof PerformanceReport>;

const categories = (rows: Learned['top_categories']): string =>
  table(
    ['cause', 'cases', 'decisions right'],
    rows.map((one) => [one.cause, one.count, percent(one.success)]),
    'No cases yet.',
  );

function describeLearned(report: Learned): string {
  const { new_patterns: patterns, knowledge_growth: growth, confidence_improvements: improved } = report;
  const days = report.methods_by_day.filter(({ counts }) => Object.keys(counts).length > 0);
  return [
    facts([
      ['period', `${report.since} to ${report.until} (${report.days} days)`],
      [
        'new patterns',
        `${patterns.total} (${patterns.rules} rules, ${patterns.knowledge_entries} entries, ${patterns.confirmed_verdicts} confirmed verdicts)`,
      ],
      [
        'confidence improved',
        `${percent(improved.failures_that_came_back)} of failures that came back; ${improved.entries_raised} times of an entry`,
      ],
      ['resolved without a person', percent(report.auto_resolution)],
      ['mean time to resolution', duration(report.mean_time_to_resolution_seconds)],
      ['false positive rate', percent(report.false_positive_rate)],
      [
        'knowledge growth',
        `${growth.before} to ${growth.after} entries${growth.ratio.value === null ? '' : `, ${(growth.ratio.value * 100).toFixed(1)} %`}`,
      ],
    ]),
    heading('Top categories'),
    categories(report.top_categories),
    heading('Diagnoses by method'),
    table(
      ['day', ...methods, 'model calls', 'cost'],
      days.map((one) => [one.day, ...methods.map((method) => one.counts[method] ?? 0), one.model_calls, one.model_cost.toFixed(2)]),
      'No diagnoses yet.',
    ),
  ].join('\n');
}

/** `nightshift learning-report` */
export const learningReportCommand = (context: WithContext) =>
  new Command('learning-report')
    .description('what was learned in the last days')
    .option(...daysOption)
    .action(async ({ days }) => {
      const { client, output } = context();
      const report = await client.get<Learned>('/api/ai/learning-report', { days });
      output.show(report, () => describeLearned(report));
    })
    .addHelpText('after', '\nExample:\n  $ nightshift learning-report --days 30\n');

const summaryOf = ({ recognition, actions, learning }: Performance): string =>
  [
    heading('Recognition'),
    facts([
      ['cases', recognition.cases],
      ['with a cause', percent(recognition.recognised)],
      ['causes right', percent(recognition.accuracy)],
    ]),
    heading('Actions'),
    facts([
      ['decisions right', percent(actions.accuracy)],
      ['resubmissions green', percent(actions.success_rate)],
      ['resolved without a person', percent(actions.auto_resolution)],
      ['human intervention', percent(actions.human_intervention)],
    ]),
    heading('Learning'),
    facts([
      ['new patterns', `${learning.new_patterns} (${learning.velocity_per_week.value} per week)`],
      ['patterns that decided', learning.patterns_used],
      ['generalisations', `${learning.generalisations} (decided more than one kind of failure)`],
      ['cross-service', `${learning.cross_service} (decided failures of more than one application)`],
    ]),
  ].join('\n');

const tablesOf = ({ recognition, actions }: Performance): readonly string[] => [
  heading('Recognition by cause'),
  table(
    ['cause', 'cases', 'right'],
    recognition.by_cause.map((one) => [one.cause, one.cases, percent(one)]),
    'No cases yet.',
  ),
  heading('Decisions by action'),
  table(
    ['action', 'decisions', 'right'],
    actions.by_action.map((one) => [one.action, one.decisions, percent(one)]),
    'No decisions yet.',
  ),
];

/** `nightshift ai-performance-report` */
export const performanceReportCommand = (context: WithContext) =>
  new Command('ai-performance-report')
    .description('recognition, actions, learning, top categories, and where to improve')
    .option(...daysOption)
    .addOption(
      new Option('-f, --format <format>', 'how much of it').choices(['summary', 'detailed', 'json'] as const).default('summary' as const),
    )
    .action(async ({ days, format }) => {
      const { client, output } = context();
      const report = await client.get<Performance>('/api/ai/performance-report', { days });
      if (format === 'json') return output.print(`${JSON.stringify(report, null, 2)}\n`);
      output.show(report, () =>
        [
          summaryOf(report),
          ...(format === 'detailed' ? tablesOf(report) : []),
          heading('Top categories'),
          categories(report.top_categories),
          heading('Areas to improve'),
          ...(report.areas_to_improve.length === 0
            ? ['None: every cause with enough judgements is at 80 % or better.']
            : report.areas_to_improve.map((one) => `- ${one.cause} (${percent(one.success)} right): ${line(one.advice)}`)),
        ].join('\n'),
      );
    })
    .addHelpText('after', '\nExample:\n  $ nightshift ai-performance-report --format detailed\n');
