import { Command, Option } from '@commander-js/extra-typings';
import type { z } from '@hono/zod-openapi';
import type { KeyShape, NewKey } from '../../api/schemas/operations.ts';
import type { WithContext } from '../context.ts';
import { ago, table } from '../output.ts';

type Key = z.infer<typeof KeyShape>;
const stateOf = (key: Key): string => {
  if (key.revokedAt !== null) return `revoked ${ago(key.revokedAt)}`;
  return key.expiresAt === null
    ? 'valid'
    : `${Date.parse(key.expiresAt) < Date.now() ? 'expired' : 'valid, expires'} ${ago(key.expiresAt)}`;
};

/** `nightshift keys …` */
export const keysCommand = (context: WithContext) =>
  new Command('keys')
    .description('API keys for programs')
    .addCommand(
      new Command('create')
        .description('create a key; it is shown once')
        .argument('[name]', 'what it is for', 'API key')
        .option('-n, --name <name>', 'the same, as an option')
        .addOption(
          new Option('-r, --role <role>', 'what it may do')
            .choices(['viewer', 'operator', 'approver', 'admin'] as const)
            .default('operator' as const),
        )
        .option('--expires <time>', 'when it ends, e.g. 2027-01-01T00:00:00Z')
        .action(async (given, { name = given, role, expires }) => {
          const { client, output } = context();
          const { answer } = await client.send<z.infer<typeof NewKey>>('POST', '/api/keys', {
            name,
            role,
            ...(expires === undefined ? {} : { expiresAt: expires }),
          });
          output.show(
            answer,
            () =>
              `${answer.key}\n\nThis is key ${answer.id} with the role ${answer.role}. It is shown only now: keep it where secrets belong.`,
          );
        }),
    )
    .addCommand(
      new Command('list').description('list keys').action(async () => {
        const { client, output } = context();
        const page = await client.get<{ items: Key[] }>('/api/keys');
        const rows = page.items.map((key) => [key.id, key.name, key.role, stateOf(key), key.createdBy, ago(key.lastUsedAt)]);
        output.show(page, () => table(['id', 'name', 'role', 'state', 'made by', 'last used'], rows, 'No keys.'));
      }),
    )
    .addCommand(
      new Command('revoke')
        .description('end a key at once')
        .argument('<key>', 'id of the key')
        .action(async (key) => {
          const { client, output } = context();
          const { answer } = await client.send<Key>('DELETE', `/api/keys/${encodeURIComponent(key)}`);
          output.show(answer, () => `Revoked "${answer.name}".`);
        }),
    )
    .addHelpText('after', '\nExamples:\n  $ nightshift keys create scheduler --role operator\n  $ nightshift keys revoke 0f3c…\n');
