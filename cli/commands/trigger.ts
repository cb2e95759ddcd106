import { readFile } from 'node:fs/promises';
import { Command, Option } from '@commander-js/extra-typings';
import type { z } from '@hono/zod-openapi';
import type { TriggerAnswer } from '../../api/schemas/intake.ts';
import type { WithContext } from '../context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { collectValue, wholeNumber } from '../parse-values.ts';

/** The end of a log says why; more than this does not fit into a request. */
const longestLog = 500_000;

async function readTail(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).slice(-longestLog);
  } catch (problem) {
    throw new CliError(exitCodes.invalid, `${file}: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
}

/** `nightshift trigger` */
export const triggerCommand = (context: WithContext) =>
  new Command('trigger')
    .description('report a failed run')
    .requiredOption('--platform <name>', 'the system that ran it, e.g. http')
    .requiredOption('--job <key>', 'the job')
    .requiredOption('--run <key>', 'the run')
    .option('--try <number>', "the platform's own repair or retry number", wholeNumber(0, 1_000_000))
    .option('--error <text>', 'the error text')
    .option('--log-file <file>', 'a file whose end is the log')
    .option('-p, --param <name=value>', 'a parameter of the run; can be repeated', collectValue)
    .option('--application <name>')
    .option('--owner <address>', 'who gets mail about it')
    .addOption(new Option('--criticality <level>').choices(['low', 'normal', 'critical'] as const))
    .action(async ({ error, logFile, param, ...given }) => {
      const { client, output } = context();
      const body = {
        ...given,
        ...(error === undefined ? {} : { errorText: error }),
        ...(logFile === undefined ? {} : { logTail: await readTail(logFile) }),
        ...(param === undefined ? {} : { parameters: param }),
      };
      const { answer } = await client.send<z.infer<typeof TriggerAnswer>>('POST', '/api/triggers/failures', body);
      output.show(answer, () => `${answer.created ? 'Opened' : 'Known already as'} ${answer.incidentId}\n${answer.url}`);
    })
    .addHelpText(
      'after',
      '\nExample:\n  $ nightshift trigger --platform http --job nightly-load --run 2026-11-21 --error "connection refused" --log-file load.log\n',
    );
