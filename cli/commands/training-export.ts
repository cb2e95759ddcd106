import { open } from 'node:fs/promises';
import { Command } from '@commander-js/extra-typings';
import type { TrainingPage } from '../../api/routes/training-export.ts';
import type { Client } from '../client.ts';
import type { WithContext } from '../context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { wholeNumber } from '../parse-values.ts';

const mostAtOnce = 200;

/** All conversations, part by part. */
async function* examplesOf(client: Client, by: string | undefined, limit: number): AsyncGenerator<TrainingPage['items'][number]> {
  let cursor: string | undefined;
  for (let left = limit; left > 0; ) {
    const query = { format: 'json', by, cursor, limit: Math.min(mostAtOnce, left) };
    const page = await client.get<TrainingPage>('/api/feedback/training-data', query);
    yield* page.items;
    left -= page.items.length;
    if (page.nextCursor === null) return;
    cursor = page.nextCursor;
  }
}

const cannot = (file: string, problem: unknown): CliError =>
  new CliError(exitCodes.invalid, `${file}: ${problem instanceof Error ? problem.message : String(problem)}`);

/** `nightshift export-training-data` */
export const exportTrainingDataCommand = (context: WithContext) =>
  new Command('export-training-data')
    .description('settled verdicts as JSON Lines for fine-tuning a model')
    .option('-o, --output <file>', 'where to write; default: standard output')
    .option('--by <who>', 'human: only what people settled; outcome: only what outcomes did')
    .option('--limit <count>', 'most conversations', wholeNumber(1, 1_000_000), 100_000)
    .addHelpText(
      'after',
      '\nEach line is {"messages":[system, user, assistant]}, the format in which OpenAI takes fine-tuning data. Secrets are taken out.\n\nExample:\n  $ nightshift export-training-data --by human --output training.jsonl\n',
    )
    .action(async ({ output: file, by, limit }) => {
      const { client, output } = context();
      if (file === undefined) {
        for await (const example of examplesOf(client, by, limit)) output.print(`${JSON.stringify(example)}\n`);
        return;
      }
      const handle = await open(file, 'w').catch((problem: unknown) => Promise.reject(cannot(file, problem)));
      let count = 0;
      try {
        for await (const example of examplesOf(client, by, limit)) {
          await handle.write(`${JSON.stringify(example)}\n`);
          count += 1;
        }
      } finally {
        await handle.close();
      }
      output.show({ file, count }, () => `Wrote ${count} ${count === 1 ? 'conversation' : 'conversations'} to ${file}.`);
    });
