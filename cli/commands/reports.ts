import { Command, Option } from '@commander-js/extra-typings';
import type { z } from '@hono/zod-openapi';
import type { FailureReportShape, ReportHeadShape, ScheduleShape } from '../../api/schemas/reports.ts';
import type { WithContext } from '../context.ts';
import { ago, facts, table } from '../output.ts';
import { wholeNumber } from '../parse-values.ts';

const formats = ['text', 'markdown', 'json', 'csv'] as const;

const listCommand = (context: WithContext) =>
  new Command('list')
    .description('the kept reports, newest first')
    .option('-n, --limit <count>', 'how many', wholeNumber(1, 200), 20)
    .option('--cursor <cursor>', 'where to go on, from an earlier list')
    .action(async (query) => {
      const { client, output } = context();
      const page = await client.get<{ items: z.infer<typeof ReportHeadShape>[]; nextCursor: string | null }>('/api/reports', query);
      output.show(page, () => {
        const rows = page.items.map((one) => [
          one.id,
          one.since,
          one.until,
          one.totalJobs,
          one.totalErrors,
          one.createdBy.name,
          ago(one.createdAt),
        ]);
        const more = page.nextCursor === null ? '' : `\n\nMore with --cursor ${page.nextCursor}`;
        return table(['id', 'since', 'until', 'jobs', 'errors', 'by', 'made'], rows, 'No reports yet.') + more;
      });
    });

const showCommand = (context: WithContext) =>
  new Command('show')
    .description('a kept report')
    .argument('<report>', 'id of the report')
    .addOption(new Option('-f, --format <format>', 'form of the report').choices(formats).default('text' as const))
    .action(async (report, { format }) => {
      const { client, output } = context();
      const path = `/api/reports/${encodeURIComponent(report)}`;
      if (format === 'json' || output.json) output.print(`${JSON.stringify(await client.get<FailureReportShape>(path), null, 2)}\n`);
      else output.print(await client.text(path, { format }));
    });

const scheduleCommand = (context: WithContext) =>
  new Command('schedule')
    .description('when the daily report is made')
    .option('--run', 'make it now as well', false)
    .action(async ({ run }) => {
      const { client, output } = context();
      if (run) await client.send('POST', '/api/reports/schedule/trigger');
      const schedule = await client.get<z.infer<typeof ScheduleShape>>('/api/reports/schedule');
      output.show(schedule, () =>
        facts([
          ['schedule', schedule.id + (schedule.paused ? ' (paused)' : '')],
          ['next', schedule.upcoming.join(', ')],
          ['last', schedule.lastAt],
          ...(run ? [['now', 'it is being made; see "nightshift reports list"'] as const] : []),
        ]),
      );
    });

/** `nightshift reports …` */
export const reportsCommand = (context: WithContext) =>
  new Command('reports')
    .description('failure reports that were made, by hand with "analyze" or every day')
    .addCommand(listCommand(context))
    .addCommand(showCommand(context))
    .addCommand(scheduleCommand(context))
    .addHelpText(
      'after',
      '\nExamples:\n  $ nightshift reports list\n  $ nightshift reports show rep_mi1… --format markdown\n  $ nightshift reports schedule --run\n',
    );
