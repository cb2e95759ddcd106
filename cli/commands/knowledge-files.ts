import { Command, Option } from '@commander-js/extra-typings';
import type { ImportAnswer, PortableAnswer } from '../../api/schemas/portable.ts';
import type { HistoryAnswer } from '../../api/schemas/teaching.ts';
import { createClient } from '../client.ts';
import type { WithContext } from '../context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { line, table } from '../output.ts';
import { collectWords, numberBetween } from '../parse-values.ts';
import { addImports, nothingImported, partsOf } from '../portable-parts.ts';
import { readJsonFile, readTextFile, writeJsonFile } from '../read-file.ts';
import { splitTable } from '../split-table.ts';

const group = 'Teaching:';
const patienceMs = 120_000;

const emptyHistory: HistoryAnswer = { rows: 0, imported: 0, known: 0, problems: [], learned: [], strengthened: [], leftOut: 0 };
const addHistory = (left: HistoryAnswer, right: HistoryAnswer): HistoryAnswer => ({
  rows: left.rows + right.rows,
  imported: left.imported + right.imported,
  known: left.known + right.known,
  problems: [...left.problems, ...right.problems],
  learned: [...left.learned, ...right.learned],
  strengthened: [...left.strengthened, ...right.strengthened],
  leftOut: left.leftOut + right.leftOut,
});

function describeHistory({ rows, imported, known, problems, learned, strengthened, leftOut }: HistoryAnswer): string {
  const bad = new Set(problems.map((one) => one.line)).size;
  const learnedRows = learned.map((one) => [one.id, one.title, one.category, one.confidence, one.state]);
  return [
    `${rows} rows: ${imported} imported, ${known} known already, ${bad} bad.`,
    ...problems.map((one) => line(`  line ${one.line}: ${one.field} ${one.message}`)),
    ...(learned.length === 0
      ? []
      : [`Learned ${learned.length}:`, table(['id', 'title', 'category', 'confidence', 'state'], learnedRows, '')]),
    ...(strengthened.length === 0
      ? []
      : [`Strengthened ${strengthened.length}: ${strengthened.map(({ title }) => line(title)).join('; ')}`]),
    ...(leftOut === 0 ? [] : [`Left out by the learning settings: ${leftOut}.`]),
  ].join('\n');
}

/** `nightshift import-incidents` */
export const importIncidentsCommand = (context: WithContext) =>
  new Command('import-incidents')
    .description('import past incidents from a CSV file')
    .requiredOption('--file <file>', 'columns timestamp,title,description,service,severity,resolution_time,solution,tags[,success]')
    .option('--auto-learn', 'turn them into knowledge entries', false)
    .option('--dry-run', 'only look for bad rows', false)
    .helpGroup(group)
    .addHelpText(
      'after',
      '\nA bad row is told by its line (exit code 2) while the others are imported. The same file again changes nothing.\n\nExample:\n  $ nightshift import-incidents --file history.csv --auto-learn\n',
    )
    .action(async ({ file, autoLearn, dryRun }) => {
      const { client, output, endWith } = context();
      let total = emptyHistory;
      for (const { text, firstLine } of splitTable(await readTextFile(file))) {
        const query = new URLSearchParams({ autoLearn: String(autoLearn), dryRun: String(dryRun), source: file.slice(-200) });
        const { answer } = await client.send<HistoryAnswer>(
          'POST',
          `/api/kb/import-incidents?${query}`,
          { csv: text, firstLine },
          { timeoutMs: patienceMs },
        );
        total = addHistory(total, answer);
      }
      output.show(total, () => describeHistory(total));
      if (total.problems.length > 0) endWith(exitCodes.invalid);
    });

/** `nightshift export-knowledge` */
export const exportKnowledgeCommand = (context: WithContext) =>
  new Command('export-knowledge')
    .description('write the knowledge base to a file')
    .option('-o, --output <file>', 'where to; without it the file is printed')
    .option('--include-metrics', 'with figures on uses and success', false)
    .option('--include-confidence-history', 'with every move of a confidence', false)
    .option('--include-confidence-scores', 'entries always carry their confidence', true)
    .option('--destination <name>', 'the installation that it is for; noted in the file')
    .addOption(new Option('--format <format>').choices(['json'] as const).default('json'))
    .helpGroup(group)
    .addHelpText(
      'after',
      '\nAnother installation takes it over without loss: see import-knowledge.\n\nExample:\n  $ nightshift export-knowledge --output knowledge.json --include-metrics --include-confidence-history\n',
    )
    .action(async ({ output: to, includeMetrics, includeConfidenceHistory, destination }) => {
      const { client, output } = context();
      const query = { metrics: String(includeMetrics), history: String(includeConfidenceHistory) };
      const exported = await client.get<PortableAnswer>('/api/kb/export', query);
      const file = { ...exported, ...(destination === undefined ? {} : { destination }) };
      if (to === undefined) return output.show(file, () => JSON.stringify(file, null, 2));
      await writeJsonFile(to, file);
      output.show({ file: to, entries: file.entries.length }, () => `Wrote ${file.entries.length} entries to ${to}.`);
    });

const isPortable = (value: unknown): value is PortableAnswer =>
  typeof value === 'object' && value !== null && Array.isArray((value as { entries?: unknown }).entries);

/** From a file, or straight from the other installation. */
async function readPortable(file: string | undefined, source: string | undefined, sourceKey: string | undefined): Promise<PortableAnswer> {
  const isAddress = source !== undefined && /^https?:\/\//.test(source) && URL.canParse(source);
  if (file === undefined && !isAddress)
    throw new CliError(exitCodes.invalid, 'Say what to import: --file FILE, or --source-environment with the address of a Nightshift');
  const value =
    file === undefined
      ? await createClient({ url: source ?? '', apiKey: sourceKey }).get('/api/kb/export', { metrics: 'false', history: 'true' })
      : await readJsonFile(file);
  if (!isPortable(value)) throw new CliError(exitCodes.invalid, `${file ?? source}: it holds no exported knowledge base`);
  return value;
}

function describeImport({ added, unchanged, filtered, different }: ImportAnswer): string {
  return [
    `${added} entries added, ${unchanged} here already, ${filtered} left out by type.`,
    ...different.map(({ id, title }) => line(`  ${id} says something else here and was left as it is: ${title}`)),
  ].join('\n');
}

/** `nightshift import-knowledge` */
export const importKnowledgeCommand = (context: WithContext) =>
  new Command('import-knowledge')
    .description('take over the knowledge of another installation')
    .argument('[file]', 'what export-knowledge wrote')
    .option('--file <file>', 'the same')
    .option('--source-environment <name>', 'where it comes from, noted with each entry; an address is asked itself when there is no file')
    .addOption(new Option('--source-api-key <key>', 'key for that address').env('NIGHTSHIFT_SOURCE_API_KEY'))
    .option('--pattern-types <list>', 'only these categories or causes', collectWords)
    .option('--confidence-adjustment <number>', 'added to each confidence, e.g. -0.1', numberBetween(-1, 1), 0)
    .helpGroup(group)
    .addHelpText(
      'after',
      '\nEntries that are here already are left as they are.\n\nExample:\n  $ nightshift import-knowledge knowledge.json --source-environment staging --pattern-types connectivity,memory --confidence-adjustment -0.1\n',
    )
    .action(async (argument, { file, sourceEnvironment, sourceApiKey, patternTypes, confidenceAdjustment }) => {
      const { client, output } = context();
      const portable = await readPortable(file ?? argument, sourceEnvironment, sourceApiKey);
      const name = sourceEnvironment
        ?.replace(/^https?:\/\//, '')
        .replace(/\/+$/, '')
        .slice(0, 50);
      const query = new URLSearchParams({
        confidenceAdjustment: String(confidenceAdjustment),
        categories: (patternTypes ?? []).join(','),
        ...(name === undefined || name === '' ? {} : { source: name }),
      });
      let total = nothingImported;
      for (const part of partsOf(portable)) {
        const { answer } = await client.send<ImportAnswer>('POST', `/api/kb/import?${query}`, part, { timeoutMs: patienceMs });
        total = addImports(total, answer);
      }
      output.show(total, () => describeImport(total));
    });
