import { readFile, writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import type { LearningGain } from '../../domain/evaluation/learn.ts';
import type { Evaluation } from '../../domain/evaluation/metrics.ts';
import type { WithContext } from '../context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { facts, heading, table } from '../output.ts';

type Result = Evaluation & { readonly learning?: LearningGain };

const names = {
  causeAccuracy: 'cause right',
  causeMacroF1: 'cause, macro-F1',
  originAccuracy: 'origin right',
  actionAccuracy: 'action right',
  unknownShare: 'UNKNOWN where a cause can be told',
  unsafeRetries: 'unsafe retries',
  passedOver: 'failures passed over in silence',
  actsAlone: 'retries done without asking',
  brier: 'Brier score',
  ece: 'calibration error (ECE)',
} as const;
type Figure = keyof typeof names;
const figures = Object.keys(names) as Figure[];
const counts: readonly Figure[] = ['unsafeRetries', 'passedOver'];

const shown = (value: number | null, figure: Figure): string =>
  value === null ? '–' : counts.includes(figure) ? String(value) : value.toFixed(3);
const signed = (value: number | null, figure: Figure): string =>
  value === null ? '–' : `${value > 0 ? '+' : ''}${counts.includes(figure) ? value : value.toFixed(3)}`;

const learned = ({ fed, measured, before, after, gain }: LearningGain): string =>
  [
    heading(`After ${fed} corrections, on ${measured} texts whose text and fingerprint were not fed`),
    table(
      ['', 'before', 'after', 'gain'],
      figures.map((figure) => [names[figure], shown(before[figure], figure), shown(after[figure], figure), signed(gain[figure], figure)]),
      '',
    ),
  ].join('\n');

const summary = (result: Result): string =>
  result.learning === undefined
    ? facts([['texts', result.n], ...figures.map((figure) => [names[figure], shown(result[figure], figure)] as const)])
    : learned(result.learning);

function count(text: string): number {
  if (!/^\d{1,4}$/.test(text) || Number(text) === 0) throw new InvalidArgumentError('It must be a whole number from 1 to 9999.');
  return Number(text);
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (problem) {
    throw new CliError(exitCodes.invalid, `${file} cannot be read: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
}

/** Loaded when it is needed: the built-in rules would slow every other command down. */
async function evaluateFile(file: string, options: { readonly learn?: number | undefined; readonly seed: number }): Promise<Result> {
  const content = await read(file);
  const { runEvaluation } = await import('../../domain/evaluation/run.ts');
  try {
    return runEvaluation(content, options);
  } catch (problem) {
    throw new CliError(exitCodes.invalid, `${file}, ${problem instanceof Error ? problem.message : String(problem)}`);
  }
}

/** `nightshift eval` */
export const evalCommand = (context: WithContext) =>
  new Command('eval')
    .description('diagnose a file of error texts here, without a server, a model or a history, and compare with its labels')
    .requiredOption('--file <file>', 'JSON Lines of {id, platform, text, causes[], origins[], actions[]}; the lists are optional')
    .argument('[out]', 'with --json: the file to write figures and verdicts to, instead of printing them')
    .option('--learn <count>', 'feed so many corrections per cause first, and show the gain on texts that were not fed', count)
    .option('--seed <number>', 'chooses which texts are fed', count, 1)
    .action(async (out, { file, learn, seed }) => {
      const result = await evaluateFile(file, { learn, seed });
      if (out === undefined) return context().output.show(result, () => summary(result));
      await writeFile(out, `${JSON.stringify(result, null, 2)}\n`);
      context().note(`${summary(result)}\n`);
    })
    .addHelpText(
      'after',
      '\nWhat the figures mean stands in docs/diagnosis.md.\n\nExamples:\n  $ nightshift eval --file errors.jsonl --json out.json\n  $ nightshift eval --file errors.jsonl --learn 12\n',
    );
