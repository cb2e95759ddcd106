import { Command } from '@commander-js/extra-typings';
import type { IncidentDetail } from '../../api/schemas/incident-detail.ts';
import type { IncidentSummary, RecordLine } from '../../api/schemas/incidents.ts';
import type { WithContext } from '../context.ts';
import { makeMove } from '../moves.ts';
import { ago, facts, heading, line, short, table } from '../output.ts';
import { wholeNumber } from '../parse-values.ts';

const attemptsTable = (detail: IncidentDetail): string =>
  table(
    ['attempt', 'run', 'state', 'changed'],
    detail.attemptList.map((one) => [
      one.attempt,
      one.runKey,
      one.state,
      one.changes.map((change) => `${change.name} ${change.before ?? '–'} → ${change.after}`).join(', '),
    ]),
    'none',
  );

function describeRequests({ investigate, act, follow }: IncidentDetail['requests']): string | null {
  const total = investigate + act + follow;
  if (total === 0) return null;
  return `${total} ${total === 1 ? 'time' : 'times'}: ${investigate} to investigate, ${act} to act, ${follow} to follow`;
}

function describeIncident(detail: IncidentDetail, lines: readonly RecordLine[]): string {
  const diagnosis = detail.rounds.findLast((round) => round.diagnosis !== null)?.diagnosis;
  return [
    facts([
      ['incident', detail.id],
      ['status', detail.status + (detail.heldReason === null ? '' : ` (held: ${detail.heldReason})`)],
      ['job', `${detail.job.name} on ${detail.platform} (${detail.application})`],
      ['run', detail.run.key + (detail.run.try ? `, try ${detail.run.try}` : '')],
      ['cause', detail.cause === null ? null : `${detail.cause}, ${detail.origin}, confidence ${detail.confidence} by ${detail.method}`],
      ['root cause', detail.rootCause],
      ['action', detail.action],
      ['owner', detail.owner],
      ['opened', `${detail.openedAt} (${ago(detail.openedAt)})`],
      ['resolution', detail.resolution],
      ['platform asked', describeRequests(detail.requests)],
    ]),
    ...(diagnosis === undefined || diagnosis === null || diagnosis.quotes.length === 0
      ? []
      : [heading('Evidence'), ...diagnosis.quotes.map((quote) => `  ${line(quote)}`)]),
    heading('Attempts'),
    attemptsTable(detail),
    heading('Record'),
    table(
      ['when', 'who', 'what'],
      lines.map((one) => [one.at, one.actor.name, short(one.summary, 140)]),
      'nothing yet',
    ),
  ].join('\n');
}

const waitOption = ['--wait <seconds>', 'how long to wait for a worker to apply it', wholeNumber(0, 600), 15] as const;

/** A command that ends or takes over a case. */
const intervention = (context: WithContext, name: 'resolve' | 'cancel' | 'take-over' | 'false-positive', description: string) =>
  new Command(name)
    .description(description)
    .argument('<incident>', 'id of the incident')
    .option('-m, --reason <text>', 'why')
    .option('--solution <text>', 'what solved it')
    .option(...waitOption)
    .action(async (incident, { reason, solution, wait }) => {
      const body = { ...(reason === undefined ? {} : { reason }), ...(solution === undefined ? {} : { solution }) };
      await makeMove(context(), `/api/incidents/${encodeURIComponent(incident)}/${name}`, body, wait);
    });

const listCommand = (context: WithContext) =>
  new Command('list')
    .description('list incidents, newest first')
    .option('-s, --status <list>', 'statuses separated by commas; open and closed stand for groups')
    .option('--cause <list>', 'causes separated by commas')
    .option('--job <job>', 'id, key or name of the job')
    .option('--application <name>')
    .option('-q, --search <text>', 'search job, run, root cause and id')
    .option('-n, --limit <count>', 'how many', wholeNumber(1, 200), 20)
    .option('--cursor <cursor>', 'where to go on, from an earlier list')
    .action(async ({ search, ...query }) => {
      const { client, output } = context();
      const page = await client.get<{ items: IncidentSummary[]; nextCursor: string | null }>('/api/incidents', { ...query, q: search });
      output.show(page, () => {
        const rows = page.items.map((one) => [
          one.id,
          one.status,
          short(one.job.name, 30),
          short(one.run.key, 24),
          one.cause,
          one.action,
          `${one.attempts}/${one.maxAttempts}`,
          ago(one.openedAt),
        ]);
        const more = page.nextCursor === null ? '' : `\n\nMore with --cursor ${page.nextCursor}`;
        return table(['id', 'status', 'job', 'run', 'cause', 'action', 'tries', 'opened'], rows, 'No incidents.') + more;
      });
    });

const showCommand = (context: WithContext) =>
  new Command('show')
    .description('everything about one incident')
    .argument('<incident>', 'id of the incident')
    .action(async (incident) => {
      const { client, output } = context();
      const path = `/api/incidents/${encodeURIComponent(incident)}`;
      const detail = await client.get<IncidentDetail>(path);
      const record = await client.get<{ items: RecordLine[] }>(`${path}/record`);
      output.show({ ...detail, record: record.items }, () => describeIncident(detail, record.items));
    });

const commentCommand = (context: WithContext) =>
  new Command('comment')
    .description('add a comment; also after the end')
    .argument('<incident>', 'id of the incident')
    .argument('<text>')
    .action(async (incident, text) => {
      const { client, output } = context();
      const { answer } = await client.send('POST', `/api/incidents/${encodeURIComponent(incident)}/comments`, { text });
      output.show(answer, () => 'Added.');
    });

/** `nightshift incidents …` */
export const incidentsCommand = (context: WithContext) =>
  new Command('incidents')
    .description('the cases of failed runs')
    .addCommand(listCommand(context))
    .addCommand(showCommand(context))
    .addCommand(intervention(context, 'resolve', 'end a case as resolved'))
    .addCommand(intervention(context, 'cancel', 'end a case without a result'))
    .addCommand(intervention(context, 'take-over', 'take a case over: nothing more is done automatically'))
    .addCommand(intervention(context, 'false-positive', 'mark a case as a false positive; also after the end'))
    .addCommand(commentCommand(context))
    .addHelpText(
      'after',
      '\nExamples:\n  $ nightshift incidents list --status open\n  $ nightshift incidents show inc_mi1…\n  $ nightshift incidents resolve inc_mi1… --solution "restarted the gateway"\n',
    );
