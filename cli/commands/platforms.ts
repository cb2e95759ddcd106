import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from '@commander-js/extra-typings';
import type { z } from '@hono/zod-openapi';
import type { PlatformShape } from '../../api/schemas/operations.ts';
import type { Client } from '../client.ts';
import type { WithContext } from '../context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { ago, line, short, table } from '../output.ts';

type Platform = z.infer<typeof PlatformShape>;

const askEveryMs = 500;
const patienceMs = 60_000;

const listPlatforms = async (client: Client): Promise<Platform[]> => (await client.get<{ items: Platform[] }>('/api/platforms')).items;

/** A sweep that fails says since when; findings come from the last check. */
function problemOf({ sweepError, sweepErrorSince, findings }: Platform): string | null {
  if (sweepError !== null) return `${short(sweepError, 60)} (since ${ago(sweepErrorSince)})`;
  return findings[0] === undefined ? null : short(findings[0].message, 80);
}

/** Has a platform looked at, and waits for what is found. */
async function check(client: Client, id: string): Promise<Platform> {
  const find = async () => (await listPlatforms(client)).find((platform) => platform.id === id);
  const before = (await find())?.checkedAt;
  await client.send('POST', `/api/platforms/${encodeURIComponent(id)}/check`);
  for (const begun = Date.now(); Date.now() - begun < patienceMs; await sleep(askEveryMs)) {
    const now = await find();
    if (now !== undefined && now.checkedAt !== null && now.checkedAt !== before) return now;
  }
  throw new CliError(exitCodes.unreachable, `Nobody has looked at ${id} within a minute: is a worker running? See "nightshift status"`);
}

const describe = ({ id, findings }: Platform): string =>
  findings.length === 0
    ? `${id}: all is well.`
    : [`${id}:`, ...findings.map(({ level, message }) => `  ${level}  ${line(message)}`)].join('\n');

/** `nightshift platforms …` */
export const platformsCommand = (context: WithContext) =>
  new Command('platforms')
    .description('the systems that run jobs')
    .addCommand(
      new Command('list').description('list platforms, when they were swept, and what is wrong with them').action(async () => {
        const { client, output } = context();
        const items = await listPlatforms(client);
        const rows = items.map((one) => [one.id, one.kind, one.jobs, one.openIncidents, ago(one.sweptAt), problemOf(one)]);
        output.show({ items }, () => table(['platform', 'kind', 'jobs', 'open', 'swept', 'problem'], rows, 'No platform is connected.'));
      }),
    )
    .addCommand(
      new Command('check')
        .description('look at address, credentials and rights, and say in words what to put right')
        .argument('[platform]', 'all of them when it is not named')
        .action(async (given) => {
          const { client, output, endWith } = context();
          const ids = given === undefined ? (await listPlatforms(client)).map(({ id }) => id) : [given];
          const items: Platform[] = [];
          for (const id of ids) items.push(await check(client, id));
          output.show({ items }, () => items.map(describe).join('\n'));
          if (items.some(({ findings }) => findings.some(({ level }) => level === 'error'))) endWith(exitCodes.failed);
        }),
    )
    .addCommand(
      new Command('sweep')
        .description('look for failed runs now')
        .argument('<platform>')
        .action(async (platform) => {
          const { client, output } = context();
          const { answer } = await client.send('POST', `/api/platforms/${encodeURIComponent(platform)}/sweep`);
          output.show(answer, () => `${platform} is being swept.`);
        }),
    )
    .addHelpText('after', '\nExamples:\n  $ nightshift platforms list\n  $ nightshift platforms check databricks\n');
