import { readFile, writeFile } from 'node:fs/promises';
import { Command } from '@commander-js/extra-typings';
import type { CorrectionImportAnswer, CorrectionShape } from '../../api/schemas/corrections.ts';
import type { WithContext } from '../context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { ago, line, short, table } from '../output.ts';
import { wholeNumber } from '../parse-values.ts';
import { splitTable } from '../split-table.ts';

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (problem) {
    throw new CliError(exitCodes.invalid, `${file}: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
}

const nothing: CorrectionImportAnswer = { imported: 0, repeated: 0, skipped: 0, problems: [] };
const add = (left: CorrectionImportAnswer, right: CorrectionImportAnswer): CorrectionImportAnswer => ({
  imported: left.imported + right.imported,
  repeated: left.repeated + right.repeated,
  skipped: left.skipped + right.skipped,
  problems: [...left.problems, ...right.problems],
});

const describeImport = ({ imported, repeated, skipped, problems }: CorrectionImportAnswer): string =>
  [
    `Imported ${imported} ${imported === 1 ? 'correction' : 'corrections'}; ${skipped} ${skipped === 1 ? 'row' : 'rows'} without a correction skipped${repeated === 0 ? '' : `; ${repeated} imported before`}.`,
    ...problems.map((one) => line(`  line ${one.line}: ${one.column === null ? '' : `${one.column} `}${one.message}`)),
  ].join('\n');

/** `nightshift import-corrections FILE` */
export const importCorrectionsCommand = (context: WithContext) =>
  new Command('import-corrections')
    .description('import the corrections that people filled into a report (CSV)')
    .argument('<file>', 'the CSV of `nightshift analyze`, with "Corrected Category" filled in where it was wrong')
    .option('--user <mail>', 'who made the corrections; default: you')
    .addHelpText(
      'after',
      '\n"Corrected Category" holds an origin, "Corrected Cause" and "Corrected Action" may stand beside it. Empty rows are skipped, wrong ones told by\nline (exit code 2) while the others are imported. Importing a file again changes nothing.\n\nExample:\n  $ nightshift import-corrections errors.csv --user ops@example.com\n',
    )
    .action(async (file, { user }) => {
      const { client, output, endWith } = context();
      let total = nothing;
      for (const { text, firstLine } of splitTable(await readText(file))) {
        const body = { csv: text, firstLine, ...(user === undefined ? {} : { person: user }) };
        total = add(total, (await client.send<CorrectionImportAnswer>('POST', '/api/corrections/import', body)).answer);
      }
      output.show(total, () => describeImport(total));
      if (total.problems.length > 0) endWith(exitCodes.invalid);
    });

/** `nightshift corrections` */
export const correctionsCommand = (context: WithContext) =>
  new Command('corrections')
    .description('what people corrected, newest first')
    .option('--person <person>', 'a name or a mail address')
    .option('--cause <cause>')
    .option('--origin <origin>')
    .option('-q, --search <text>', 'search text, reason and person')
    .option('--since <time>', 'ISO 8601')
    .option('--until <time>', 'ISO 8601')
    .option('-n, --limit <count>', 'how many', wholeNumber(1, 200), 20)
    .option('--cursor <cursor>', 'where to go on, from an earlier list')
    .option('--csv <file>', 'write all that match to a file, which can be imported again')
    .addHelpText(
      'after',
      '\nExamples:\n  $ nightshift corrections --person ops@example.com --since 2026-11-01T00:00:00Z\n  $ nightshift corrections --csv corrections.csv\n',
    )
    .action(async ({ search, csv, ...query }) => {
      const { client, output } = context();
      if (csv !== undefined) {
        const { limit: _limit, cursor: _cursor, ...filter } = query;
        await writeFile(csv, await client.text('/api/corrections/export', { ...filter, q: search }));
        return output.print(`Wrote ${csv}\n`);
      }
      const page = await client.get<{ items: CorrectionShape[]; nextCursor: string | null }>('/api/corrections', { ...query, q: search });
      output.show(page, () => {
        const rows = page.items.map((one) => [
          ago(one.at),
          one.person,
          one.before === null ? null : `${one.before.cause}, ${one.before.origin}`,
          `${one.after.cause}, ${one.after.origin}, ${one.after.action}`,
          short(one.text, 60),
        ]);
        const more = page.nextCursor === null ? '' : `\n\nMore with --cursor ${page.nextCursor}`;
        return table(['when', 'who', 'before', 'after', 'failure'], rows, 'No corrections.') + more;
      });
    });
