import { Command } from '@commander-js/extra-typings';
import type { z } from '@hono/zod-openapi';
import type { ModelCheck } from '../../api/schemas/model.ts';
import type { CommandContext, WithContext } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { line } from '../output.ts';

type Check = z.infer<typeof ModelCheck>;

/** What a check says to people: the answer or the beginning of the credential where it went well, else what to do. */
function sentence({ ok, message, credential, answer, tokensIn, tokensOut, ms }: Check): string {
  if (!ok) return `failed: ${line(message)}`;
  if (answer !== null) return `ok: ${line(answer)}\n(${tokensIn} tokens in, ${tokensOut} out, ${ms} ms)`;
  return `ok: ${line(message)}${credential === null ? '' : ` It begins ${line(credential)}.`}`;
}

async function run({ client, output, endWith }: CommandContext, check: Check['check']): Promise<void> {
  const { answer } = await client.send<Check>('POST', '/api/model/check', { check });
  output.show(answer, () => sentence(answer));
  if (!answer.ok) endWith(exitCodes.failed);
}

/** `nightshift self-test …` */
export const selfTestCommand = (context: WithContext) =>
  new Command('self-test')
    .description('try what Nightshift reaches: exit code 0 where it works, 1 with the reason where it does not')
    .addCommand(
      new Command('auth').description('is the credential of the model taken, or a token given out').action(() => run(context(), 'auth')),
    )
    .addCommand(
      new Command('llm').description('does the model say hello in one sentence (100 tokens at most)').action(() => run(context(), 'llm')),
    )
    .addHelpText('after', '\nExamples:\n  $ nightshift self-test auth\n  $ nightshift self-test llm --json\n');
