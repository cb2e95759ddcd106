import { Command } from '@commander-js/extra-typings';
import type { AcceptAnswer, AnalysisAnswer, ReplayAnswer, SuggestionShape } from '../../api/schemas/suggestions.ts';
import type { CommandContext, WithContext } from '../context.ts';
import { ago, line, short, table } from '../output.ts';
import { wholeNumber } from '../parse-values.ts';

/** Looking through thousands of stored cases takes its time. */
const patience = { timeoutMs: 300_000 };

const suggestionTable = (items: readonly SuggestionShape[], otherwise: string): string =>
  table(
    ['id', 'support', 'verdict', 'pattern'],
    items.map((one) => [one.id, one.support, `${one.cause}, ${one.origin}, ${one.action}`, short(one.pattern, 100)]),
    otherwise,
  );

async function analyse({ client, output }: CommandContext, request: Readonly<Record<string, unknown>>): Promise<void> {
  const { answer } = await client.send<AnalysisAnswer>('POST', '/api/suggestions', request, patience);
  output.show(answer, () => {
    const next =
      answer.items.length === 0
        ? ''
        : '\n\nLook at one with "nightshift suggestions replay ID", take it with "nightshift suggestions accept ID".';
    return suggestionTable(answer.items, `Nothing to suggest from ${answer.looked} failures.`) + next;
  });
}

/** `nightshift analyze-corrections` */
export const analyzeCorrectionsCommand = (context: WithContext) =>
  new Command('analyze-corrections')
    .description('suggest rules from what people corrected')
    .option('--min-count <count>', 'how many corrections alike make a suggestion', wholeNumber(1, 10_000), 3)
    .option('--top <count>', 'most suggestions per category', wholeNumber(1, 1_000), 20)
    .addHelpText('after', '\nExample:\n  $ nightshift analyze-corrections --min-count 3\n')
    .action((options) => analyse(context(), { source: 'corrections', ...options }));

/** `nightshift analyze-patterns` */
export const analyzePatternsCommand = (context: WithContext) =>
  new Command('analyze-patterns')
    .description('suggest rules from failures that only the model could tell')
    .option('--hours <hours>', 'how far back', wholeNumber(1, 87_600), 720)
    .option('--top <count>', 'most suggestions per category', wholeNumber(1, 1_000), 20)
    .option('--min-count <count>', 'how many failures alike make a suggestion', wholeNumber(1, 10_000), 5)
    .addHelpText('after', '\nExample:\n  $ nightshift analyze-patterns --hours 720 --top 20 --min-count 5\n')
    .action((options) => analyse(context(), { source: 'model', ...options }));

/** What a replay showed, what speaks against the change first. */
export const describeReplay = (replay: ReplayAnswer): string =>
  [
    `Of ${replay.cases} stored cases ${replay.better} would get a better verdict, ${replay.worse} a worse one, ${replay.other} another one that nobody has judged.`,
    ...replay.samples.map((one) =>
      line(
        `  ${one.effect.padEnd(6)} ${one.incidentId}: ${one.before.cause}/${one.before.action} → ${one.after.cause}/${one.after.action}  ${short(one.text, 80)}`,
      ),
    ),
  ].join('\n');

const listCommand = (context: WithContext) =>
  new Command('list')
    .description('list suggested rules')
    .option('--state <state>', 'open, accepted or rejected', 'open')
    .option('--source <source>', 'corrections or model')
    .option('-n, --limit <count>', 'how many', wholeNumber(1, 200), 50)
    .option('--cursor <cursor>', 'where to go on, from an earlier list')
    .action(async (query) => {
      const { client, output } = context();
      const page = await client.get<{ items: SuggestionShape[]; nextCursor: string | null }>('/api/suggestions', query);
      const more = page.nextCursor === null ? '' : `\n\nMore with --cursor ${page.nextCursor}`;
      output.show(page, () => suggestionTable(page.items, 'No suggestions.') + more);
    });

const replayCommand = (context: WithContext) =>
  new Command('replay')
    .description('what the rule would have changed in stored cases')
    .argument('<suggestion>', 'id of the suggestion')
    .option('--days <days>', 'how far back', wholeNumber(1, 365), 90)
    .option('--limit <count>', 'most cases looked at', wholeNumber(1, 5_000), 1_000)
    .action(async (suggestionId, window) => {
      const { client, output } = context();
      const { answer } = await client.send<ReplayAnswer>('POST', '/api/rules/replay', { suggestionId, ...window }, patience);
      output.show(answer, () => describeReplay(answer));
    });

const acceptCommand = (context: WithContext) =>
  new Command('accept')
    .description('make it a rule, after a replay over stored cases')
    .argument('<suggestion>', 'id of the suggestion')
    .option('--title <text>')
    .option('--action <action>')
    .option('--force', 'although stored cases would get a worse verdict', false)
    .action(async (id, { force, ...rule }) => {
      const { client, output } = context();
      const { answer } = await client.send<AcceptAnswer>(
        'POST',
        `/api/suggestions/${encodeURIComponent(id)}/accept`,
        { rule, force },
        patience,
      );
      output.show(answer, () => `Added as rule ${answer.ruleId}; it holds from the next failure on.\n${describeReplay(answer.replay)}`);
    });

const rejectCommand = (context: WithContext) =>
  new Command('reject')
    .description('put it away; it does not come again')
    .argument('<suggestion>', 'id of the suggestion')
    .requiredOption('-m, --reason <text>', 'why')
    .action(async (id, { reason }) => {
      const { client, output } = context();
      const { answer } = await client.send<SuggestionShape>('POST', `/api/suggestions/${encodeURIComponent(id)}/reject`, { reason });
      output.show(answer, () => `Rejected ${ago(answer.decidedAt)}.`);
    });

/** `nightshift suggestions …` */
export const suggestionsCommand = (context: WithContext) =>
  new Command('suggestions')
    .description('rules that corrections or the model speak for')
    .addCommand(listCommand(context))
    .addCommand(replayCommand(context))
    .addCommand(acceptCommand(context))
    .addCommand(rejectCommand(context))
    .addHelpText(
      'after',
      '\nExamples:\n  $ nightshift suggestions list\n  $ nightshift suggestions replay sug_mi1…\n  $ nightshift suggestions reject sug_mi1… --reason "too broad"\n',
    );
