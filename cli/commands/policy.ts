import { readFile } from 'node:fs/promises';
import { Command } from '@commander-js/extra-typings';
import type { z } from '@hono/zod-openapi';
import { parse } from 'yaml';
import type { PolicyRow } from '../../api/schemas/operations.ts';
import type { WithContext } from '../context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';

type Row = z.infer<typeof PolicyRow>;

/** A policy file in JSON or YAML. */
async function readBody(file: string): Promise<unknown> {
  try {
    return parse(await readFile(file, 'utf8')) ?? {};
  } catch (problem) {
    throw new CliError(exitCodes.invalid, `${file}: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
}

/** `nightshift policy …` */
export const policyCommand = (context: WithContext) =>
  new Command('policy')
    .description('who is asked, how often is tried, when automation pauses')
    .addCommand(
      new Command('show')
        .description('what was set, or with --job what holds for a job')
        .option('--job <job>', 'id or key of a job')
        .action(async ({ job }) => {
          const { client, output } = context();
          const shown =
            job === undefined
              ? await client.get<{ default: unknown; items: Row[] }>('/api/policies')
              : await client.get('/api/policies/effective', { job });
          output.show(shown, () => JSON.stringify(shown, null, 2));
        }),
    )
    .addCommand(
      new Command('set')
        .description('set the policy of a scope; it replaces what was set there before')
        .argument('<scope>', 'tenant, application:<name> or job:<id>')
        .argument('<file>', 'JSON or YAML with only what differs')
        .option('-m, --note <text>', 'why')
        .action(async (scope, file, { note }) => {
          const { client, output } = context();
          const body = { body: await readBody(file), ...(note === undefined ? {} : { note }) };
          const { answer } = await client.send<Row>('PUT', `/api/policies/${encodeURIComponent(scope)}`, body);
          output.show(answer, () => `${answer.scope} is now at version ${answer.version}.`);
        }),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ nightshift policy show --job settlement\n  $ nightshift policy set application:billing billing.yaml --note "ask more"\n',
    );
