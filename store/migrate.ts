import { readConfig } from '../config.ts';
import { openDatabase } from './database.ts';

const config = readConfig(process.env);
if (config.DATABASE_URL === undefined) {
  console.error('DATABASE_URL is missing: it names the PostgreSQL database to migrate.');
  process.exit(2);
}
const orm = await openDatabase({ url: config.DATABASE_URL, pool: 1 });
try {
  const done = await orm.migrator.up();
  console.log(JSON.stringify({ migrated: done.map((migration) => migration.name) }));
} finally {
  await orm.close(true);
}
