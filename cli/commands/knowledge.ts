import { Command } from '@commander-js/extra-typings';
import type { z } from '@hono/zod-openapi';
import type { KnowledgeDetail, KnowledgeSearchAnswer, KnowledgeStats } from '../../api/schemas/knowledge.ts';
import type { ReplayAnswer } from '../../api/schemas/suggestions.ts';
import type { WithContext } from '../context.ts';
import { type Entry, findEntry } from '../find-entry.ts';
import { ago, facts, heading, line, short, table } from '../output.ts';
import { wholeNumber } from '../parse-values.ts';
import { describeReplay } from './suggestions.ts';

type Stats = z.infer<typeof KnowledgeStats>;
type Found = z.infer<typeof KnowledgeSearchAnswer>;
type Detail = z.infer<typeof KnowledgeDetail>;

const percent = (share: number | null): string | null => (share === null ? null : `${Math.round(share * 1000) / 10} %`);
const recordOf = ({ successes, failures }: Entry): string => (successes + failures === 0 ? '–' : `${successes}/${successes + failures}`);

const rowOf = (entry: Entry) => [
  entry.id,
  short(entry.title, 44),
  entry.category,
  entry.cause,
  entry.confidence,
  recordOf(entry),
  entry.state,
  entry.provenance,
];

const listCommand = (context: WithContext) =>
  new Command('list')
    .description('list entries with their confidence, the newest change first')
    .option('--category <category>')
    .option('--collection <name>')
    .option('--tag <tag>')
    .option('--state <state>', 'active, candidate or retired')
    .option('-q, --search <text>', 'words in title, symptom or solution')
    .option('-n, --limit <count>', 'how many', wholeNumber(1, 200), 50)
    .option('--cursor <cursor>', 'where to go on, from an earlier list')
    .action(async ({ search, ...query }) => {
      const { client, output } = context();
      const page = await client.get<{ items: Entry[]; nextCursor: string | null }>('/api/kb', { ...query, q: search });
      output.show(page, () => {
        const more = page.nextCursor === null ? '' : `\n\nMore with --cursor ${page.nextCursor}`;
        const headings = ['id', 'title', 'category', 'cause', 'confidence', 'worked', 'state', 'from'];
        return table(headings, page.items.map(rowOf), 'No entries.') + more;
      });
    });

const searchCommand = (context: WithContext) =>
  new Command('search')
    .description('entries about a failure like this one, best first')
    .argument('[text]', 'error text')
    .option('--query <text>', 'error text')
    .option('--service <name>', 'entries learned on it rank higher')
    .option('--severity <severity>')
    .option('--collection <name>')
    .option('-n, --limit <count>', 'how many', wholeNumber(1, 50), 10)
    .action(async (text, { query, ...rest }, command) => {
      const asked = query ?? text;
      if (asked === undefined) return command.error("error: say what to look for: --query 'Cannot connect to Redis'", { exitCode: 2 });
      const { client, output } = context();
      const found = await client.get<Found>('/api/kb/search', { q: asked, ...rest });
      output.show(found, () => {
        const rows = found.items.map(({ entry, score }) => [
          score.toFixed(2),
          entry.id,
          short(entry.title, 44),
          entry.category,
          entry.confidence,
          entry.state,
          short(entry.solution, 60),
        ]);
        return table(['score', 'id', 'title', 'category', 'confidence', 'state', 'solution'], rows, 'Nothing like it is known.');
      });
    });

function describeStats(stats: Stats): string {
  const added = (days: number) => stats.growth.slice(-days).reduce((sum, day) => sum + day.added, 0);
  return [
    facts([
      ['entries', stats.entries],
      ...Object.entries(stats.byState).map(([state, count]) => [`  ${state}`, count] as const),
      ['added in 7 days', added(7)],
      ['added in 30 days', added(30)],
      ['average confidence', stats.averageConfidence],
      ['success rate', percent(stats.successRate)],
      ['coverage', percent(stats.coverage)],
    ]),
    heading('Categories'),
    table(
      ['category', 'entries'],
      stats.byCategory.map(({ category, entries }) => [category, entries]),
      'none',
    ),
    heading('Collections'),
    table(
      ['collection', 'active', 'candidate', 'retired'],
      stats.byCollection.map((one) => [one.collection, one.active, one.candidate, one.retired]),
      'none',
    ),
  ].join('\n');
}

const statsCommand = (context: WithContext) =>
  new Command('stats').description('how large the knowledge base is, how it grows and how often it helps').action(async () => {
    const { client, output } = context();
    const stats = await client.get<Stats>('/api/kb/stats');
    output.show(stats, () => describeStats(stats));
  });

const describeEntry = (entry: Detail): string =>
  [
    facts([
      ['entry', `${entry.id}, version ${entry.version}, ${entry.state}`],
      ['title', entry.title],
      ['category', entry.category],
      ['verdict', entry.cause === null ? null : [entry.cause, entry.origin, entry.action].filter((part) => part !== null).join(', ')],
      ['confidence', entry.confidence],
      ['worked', `${entry.successes} of ${entry.successes + entry.failures}`],
      ['from', `${entry.provenance}, ${entry.author}, ${ago(entry.createdAt)}`],
      ['parent', entry.parent === null ? null : `${entry.parent.id} ${entry.parent.title}`],
      ['children', entry.children.length === 0 ? null : entry.children.map(({ id, title }) => `${id} ${title}`).join(', ')],
      ['patterns', entry.patterns.join('   ')],
      ['tags', entry.tags.join(', ')],
      ['symptom', short(entry.symptom, 300)],
    ]),
    heading('Solution'),
    line(entry.solution),
  ].join('\n');

const showCommand = (context: WithContext) =>
  new Command('show')
    .description('everything about one entry')
    .argument('<entry>', 'id, title or pattern')
    .action(async (meant) => {
      const { client, output } = context();
      const { id } = await findEntry(client, meant);
      const entry = await client.get<Detail>(`/api/kb/${encodeURIComponent(id)}`);
      output.show(entry, () => describeEntry(entry));
    });

const reembedCommand = (context: WithContext) =>
  new Command('reembed').description('make the vectors of all entries anew, in the background').action(async () => {
    const { client, output } = context();
    const { answer } = await client.send<{ readonly pending: number }>('POST', '/api/kb/reembed');
    output.show(answer, () => `The vectors of ${answer.pending} entries are made anew; words and patterns find them meanwhile.`);
  });

const replayCommand = (context: WithContext) =>
  new Command('replay')
    .description('what an entry changes in stored cases once it is in use; nothing is saved')
    .argument('<entry>', 'id, title or pattern')
    .option('--days <days>', 'how far back', wholeNumber(1, 365), 90)
    .option('--limit <count>', 'most cases looked at', wholeNumber(1, 5_000), 1_000)
    .action(async (meant, window) => {
      const { client, output } = context();
      const { id } = await findEntry(client, meant);
      const path = `/api/kb/${encodeURIComponent(id)}/replay`;
      const { answer } = await client.send<ReplayAnswer>('POST', path, window, { timeoutMs: 300_000 });
      output.show(answer, () => describeReplay(answer));
    });

/** `nightshift knowledge …`; alone it lists. */
export const knowledgeCommand = (context: WithContext) =>
  new Command('knowledge')
    .description('what is known about failures and their solutions')
    .addCommand(listCommand(context), { isDefault: true })
    .addCommand(searchCommand(context))
    .addCommand(statsCommand(context))
    .addCommand(showCommand(context))
    .addCommand(replayCommand(context))
    .addCommand(reembedCommand(context))
    .helpGroup('Teaching:')
    .addHelpText(
      'after',
      '\nExamples:\n  $ nightshift knowledge\n  $ nightshift knowledge search --query "Cannot connect to Redis"\n  $ nightshift knowledge stats\n  $ nightshift knowledge replay kb_mi1…\n  $ nightshift knowledge reembed\n',
    );
