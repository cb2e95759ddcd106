import { Command } from '@commander-js/extra-typings';
import type { CleanAnswer, LearningShape, TrainingReportShape } from '../../api/schemas/teaching.ts';
import type { WithContext } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { facts, line, short } from '../output.ts';
import { collectWords, numberBetween, wholeNumber } from '../parse-values.ts';
import { readTextFile, writeJsonFile } from '../read-file.ts';

const group = 'Teaching:';
const mostShown = 20;

const some = <Item>(items: readonly Item[] | null, show: (item: Item) => string): string[] => [
  ...(items ?? []).slice(0, mostShown).map((item) => line(`  ${show(item)}`)),
  ...((items ?? []).length > mostShown ? [`  … and ${(items ?? []).length - mostShown} more`] : []),
];
const counted = (name: string, items: readonly unknown[] | null): string => `${name}: ${items === null ? 'not checked' : items.length}`;

const describeReport = (report: TrainingReportShape): string =>
  [
    `Checked ${report.checked.incidents} past incidents and ${report.checked.entries} entries.`,
    ...some(report.badRows, (one) => `line ${one.line}: ${one.field} ${one.message}`),
    counted('Duplicates', report.duplicates),
    ...some(report.duplicates, (one) => `${one.title}: ${one.ids.join(', ')}`),
    counted('Missing fields', report.missingFields),
    ...some(report.missingFields, (one) => `${one.id} ${short(one.title, 60)}: ${one.fields.join(', ')}`),
    counted('Pattern conflicts', report.patternConflicts),
    ...some(report.patternConflicts, (one) => `${one.pattern}: ${one.message} (${one.entries.map(({ id }) => id).join(', ')})`),
    ...(report.irregular.length === 0 ? [] : [`Times and services in other forms: ${report.irregular.length}`]),
  ].join('\n');

/** `nightshift validate-training-data` */
export const validateTrainingDataCommand = (context: WithContext) =>
  new Command('validate-training-data')
    .description('check what was taught, or a CSV file before it is imported')
    .option('--file <file>', 'a history as for import-incidents; default: everything that was taught')
    .option('--check-duplicates', 'look for things that say the same')
    .option('--check-missing-fields', 'look for what lacks a solution, category or service')
    .option('--check-pattern-conflicts', 'look for patterns that stand for two things')
    .option('--report-path <file>', 'where to write the report as JSON')
    .helpGroup(group)
    .addHelpText(
      'after',
      '\nWithout a check all are made. The exit code is 1 when something is found.\n\nExample:\n  $ nightshift validate-training-data --check-duplicates --check-pattern-conflicts --report-path report.json\n',
    )
    .action(async ({ file, checkDuplicates, checkMissingFields, checkPatternConflicts, reportPath }) => {
      const { client, output, endWith } = context();
      const all = checkDuplicates === undefined && checkMissingFields === undefined && checkPatternConflicts === undefined;
      const query = new URLSearchParams({
        duplicates: String(all || checkDuplicates === true),
        missingFields: String(all || checkMissingFields === true),
        patternConflicts: String(all || checkPatternConflicts === true),
      });
      const body = file === undefined ? undefined : { csv: await readTextFile(file) };
      const { answer } = await client.send<TrainingReportShape>('POST', `/api/kb/validate?${query}`, body, { timeoutMs: 120_000 });
      if (reportPath !== undefined) await writeJsonFile(reportPath, answer);
      output.show(answer, () => describeReport(answer) + (reportPath === undefined ? '' : `\nThe report is in ${reportPath}.`));
      if (answer.problems > 0) endWith(exitCodes.failed);
    });

const describeCleaning = ({ counts, undoId }: CleanAnswer, dryRun: boolean): string =>
  [
    facts([
      ['duplicates removed', counts.removeDuplicates],
      ['times standardised', counts.standardizeTimestamps],
      ['services renamed', counts.normalizeServiceNames],
      ['entries merged', counts.mergeSimilarPatterns],
    ]),
    ...(dryRun ? ['Nothing was changed: this is what would be.'] : []),
    ...(undoId === null ? [] : [`Take it back with: nightshift clean-training-data --undo ${undoId}`]),
  ].join('\n');

/** `nightshift clean-training-data` */
export const cleanTrainingDataCommand = (context: WithContext) =>
  new Command('clean-training-data')
    .description('repair what was taught; it can be taken back')
    .option('--remove-duplicates', 'set aside what says the same', false)
    .option('--standardize-timestamps', 'write times as ISO 8601 in UTC', false)
    .option('--normalize-service-names', 'write services in one form', false)
    .option('--merge-similar-patterns', 'merge entries of the same failure and solution', false)
    .option('--dry-run', 'only say what would be done', false)
    .option('--undo <id>', 'take a cleaning back')
    .helpGroup(group)
    .addHelpText(
      'after',
      '\nExamples:\n  $ nightshift clean-training-data --remove-duplicates --merge-similar-patterns --dry-run\n  $ nightshift clean-training-data --undo cln_mi1…\n',
    )
    .action(async ({ undo, ...steps }) => {
      const { client, output } = context();
      if (undo !== undefined) {
        const path = `/api/kb/undo/${encodeURIComponent(undo)}`;
        const { answer } = await client.send<{ restored: number; skipped: { kind: string; id: string }[] }>('POST', path, {});
        const left = answer.skipped.map(({ kind, id }) => `\n  ${kind} ${id} was changed since and stays as it is`).join('');
        return output.show(answer, () => `${answer.restored} repairs taken back.${left}`);
      }
      const { answer } = await client.send<CleanAnswer>('POST', '/api/kb/clean', steps, { timeoutMs: 120_000 });
      output.show(answer, () => describeCleaning(answer, steps.dryRun));
    });

const describeLearning = (settings: LearningShape): string =>
  facts([
    ['version', settings.version],
    ['learns by itself', settings.enabled ? 'yes' : 'no'],
    ['types', settings.patternTypes.length === 0 ? 'all' : settings.patternTypes.join(', ')],
    ['least confidence', settings.confidenceThreshold],
    ['successes needed', settings.requireSuccesses],
  ]);

/** `nightshift enable-auto-learning` */
export const enableAutoLearningCommand = (context: WithContext) =>
  new Command('enable-auto-learning')
    .description('say when Nightshift may use what it learned without a person')
    .option('--pattern-types <list>', 'only these categories or causes; "all" for every one', collectWords)
    .option('--confidence-threshold <share>', 'least confidence, 0 to 1', numberBetween(0, 1))
    .option('--require-multiple-successes <count>', 'successes that its solution needs', wholeNumber(1, 1000))
    .option('--off', 'nothing learned comes into use any more without a person', false)
    .option('-m, --note <text>', 'why')
    .helpGroup(group)
    .addHelpText(
      'after',
      '\nWhat is left out stays as it was.\n\nExample:\n  $ nightshift enable-auto-learning --pattern-types connectivity,memory --confidence-threshold 0.8 --require-multiple-successes 3\n',
    )
    .action(async ({ patternTypes, confidenceThreshold, requireMultipleSuccesses, off, note }) => {
      const { client, output } = context();
      const change = {
        enabled: !off,
        ...(patternTypes === undefined ? {} : { patternTypes: patternTypes.filter((type) => type !== 'all') }),
        ...(confidenceThreshold === undefined ? {} : { confidenceThreshold }),
        ...(requireMultipleSuccesses === undefined ? {} : { requireSuccesses: requireMultipleSuccesses }),
        ...(note === undefined ? {} : { note }),
      };
      const { answer } = await client.send<LearningShape>('PUT', '/api/kb/learning', change);
      output.show(answer, () => describeLearning(answer));
    });
