import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from '../config.ts';
import { type Actor, roles } from '../domain/people/actor.ts';
import { saveApiKey } from '../store/api-keys.ts';
import { openDatabase, requireSchema } from '../store/database.ts';
import { createTransact } from '../store/tx.ts';
import { makeApiKey } from './auth/api-key.ts';

/**
 * Makes an API key right in the database, for whoever operates the installation: where nobody is signed in by itself,
 * the first key cannot come from the API.
 */
const actor: Actor = { kind: 'human', id: 'operator-shell', name: 'Operator at the shell', role: 'admin' };

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { name: { type: 'string', default: 'first key' }, role: { type: 'string', default: 'admin' } } });
  const role = roles.find((one) => one === values.role && one !== 'application_owner');
  if (role === undefined) throw new ConfigError([`--role must be viewer, operator, approver or admin, not ${values.role}`]);
  const config = readConfig(process.env);
  if (config.DATABASE_URL === undefined) throw new ConfigError(['DATABASE_URL is missing: it names the PostgreSQL database']);
  const orm = await openDatabase({ url: config.DATABASE_URL, pool: 1 });
  try {
    await requireSchema(orm);
    const made = makeApiKey();
    await createTransact(orm)('default', actor, (tx) =>
      saveApiKey(tx, { id: made.id, hash: made.hash, name: values.name, role, expiresAt: null }),
    );
    console.log(made.key);
  } finally {
    await orm.close(true);
  }
}

main().catch((problem: unknown) => {
  console.error(problem instanceof Error ? problem.message : String(problem));
  process.exit(2);
});
