import { resolve } from 'node:path';
import { openEmbeddedDatabase } from './embedded-database.ts';
import { messageOf, setting } from './environment.ts';

/** The process that owns the embedded database: `STATE_DIR` says where, `EMBEDDED_DATABASE_PORT` asks for a loopback port instead of a socket. */
const port = setting(process.env, 'EMBEDDED_DATABASE_PORT');
let stopping = false;

try {
  const database = await openEmbeddedDatabase(
    resolve(setting(process.env, 'STATE_DIR') ?? '.nightshift'),
    port === undefined ? undefined : Number(port),
  );
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await database.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  console.log(JSON.stringify({ ready: true, databaseUrl: database.url }));
} catch (problem) {
  console.error(messageOf(problem));
  process.exit(1);
}
