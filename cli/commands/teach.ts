import { Command } from '@commander-js/extra-typings';
import type { WithContext } from '../context.ts';
import { type Entry, findEntry } from '../find-entry.ts';
import { collectTexts, collectWords, numberBetween } from '../parse-values.ts';

const share = numberBetween(0, 1);
const group = 'Teaching:';

const given = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** What an entry will do when a failure like it comes. */
const effectOf = ({ cause, action, confidence }: Entry): string =>
  cause === null
    ? 'It informs people; with --cause it also gives a verdict.'
    : `Failures like it are ${cause}${action === null ? '' : `, proposed ${action}`}, confidence ${confidence}.`;

const saved = (entry: Entry): string => `Taught ${entry.id}: ${entry.title}. ${effectOf(entry)}`;

/** `nightshift add-knowledge` */
export const addKnowledgeCommand = (context: WithContext) =>
  new Command('add-knowledge')
    .description('teach what a failure looks like and how it is solved')
    .requiredOption('--title <text>', 'what this failure is')
    .option('--pattern <regex>', 'RE2, ignoring case; may be repeated', collectTexts)
    .option('--symptom <text>', 'what it looks like, in the words of an error')
    .option('--category <category>', 'e.g. connectivity, database_performance')
    .option('--solution <text>', 'what to do')
    .option('--description <text>', 'why it happens')
    .option('--confidence <share>', 'how far the solution is trusted, 0 to 1', share)
    .option('--tags <list>', 'separated by commas', collectWords)
    .option('--parent-pattern <entry>', 'the more general entry: its id, title or pattern')
    .option('--cause <cause>', 'default: told from category and words')
    .option('--origin <origin>')
    .option('--action <action>')
    .option('--severity <severity>')
    .option('--service <name>')
    .helpGroup(group)
    .addHelpText(
      'after',
      '\nFailures that only resemble it are recognised too. Say --pattern or --symptom, or both.\n\nExample:\n  $ nightshift add-knowledge --title "Mail relay stuck" --pattern "relay .*(stuck|not accepting)" --category connectivity \\\n      --solution "Restart the relay" --confidence 0.7 --tags mail,relay\n',
    )
    .action(async ({ pattern, tags, parentPattern, description, ...fields }) => {
      const { client, output } = context();
      const parent = parentPattern === undefined ? undefined : await findEntry(client, parentPattern);
      const body = given({ ...fields, patterns: pattern, tags, explanation: description, parentId: parent?.id });
      const { answer } = await client.send<Entry>('POST', '/api/kb', body);
      output.show(answer, () => saved(answer));
    });

/** `nightshift add-pattern` */
export const addPatternCommand = (context: WithContext) =>
  new Command('add-pattern')
    .description('teach a pattern and its category')
    .requiredOption('--pattern <regex>', 'RE2, ignoring case')
    .requiredOption('--category <category>', 'e.g. database_connectivity, memory_leak')
    .option('--solution <text>', 'what to do')
    .option('--description <text>', 'what it means')
    .option('--title <text>', 'default: description, or category and pattern')
    .option('--confidence <share>', '0 to 1', share)
    .option('--tags <list>', 'separated by commas', collectWords)
    .option('--parent-pattern <entry>', 'the more general entry: its id, title or pattern')
    .helpGroup(group)
    .addHelpText(
      'after',
      '\nExample:\n  $ nightshift add-pattern --pattern "tablespace .* full" --category database_storage --solution "Extend the tablespace" --confidence 0.8\n',
    )
    .action(async ({ pattern, category, solution, description, title, confidence, tags, parentPattern }) => {
      const { client, output } = context();
      const parent = parentPattern === undefined ? undefined : await findEntry(client, parentPattern);
      const body = given({
        title: (title ?? description ?? `${category}: ${pattern}`).slice(0, 300),
        patterns: [pattern],
        explanation: description,
        parentId: parent?.id,
        ...{ category, solution, confidence, tags },
      });
      const { answer } = await client.send<Entry>('POST', '/api/kb', body);
      output.show(answer, () => saved(answer));
    });

/** `nightshift update-confidence` */
export const updateConfidenceCommand = (context: WithContext) =>
  new Command('update-confidence')
    .description('set how far an entry is trusted; value and reason stay in its history')
    .requiredOption('--pattern <entry>', 'pattern, title or id of the entry')
    .requiredOption('--new-confidence <share>', '0 to 1', share)
    .requiredOption('--reason <text>', 'why')
    .helpGroup(group)
    .addHelpText(
      'after',
      '\nExample:\n  $ nightshift update-confidence --pattern "tablespace .* full" --new-confidence 0.85 --reason "worked three times"\n',
    )
    .action(async ({ pattern, newConfidence, reason }) => {
      const { client, output } = context();
      const before = await findEntry(client, pattern);
      const path = `/api/kb/${encodeURIComponent(before.id)}/confidence`;
      const { answer } = await client.send<Entry>('POST', path, { confidence: newConfidence, reason });
      output.show(answer, () => `${before.title}: ${before.confidence} → ${answer.confidence}.`);
    });
