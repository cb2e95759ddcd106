import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { afterAll, expect, test } from 'vitest';
import { databasePlace } from './database-place.ts';
import { openEmbeddedDatabase } from './embedded-database.ts';
import { projectDirectory } from './environment.ts';

const directory = mkdtempSync(join(tmpdir(), 'nightshift-database-'));
let running: ChildProcess | undefined;
afterAll(() => {
  running?.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

async function startDatabase(): Promise<string> {
  const child = spawn(process.execPath, [join(projectDirectory, 'embedded/database.ts')], {
    env: { PATH: process.env['PATH'], STATE_DIR: directory },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running = child;
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { ready, databaseUrl } = JSON.parse(line.toString()) as { ready: boolean; databaseUrl: string };
  expect(ready).toBe(true);
  return databaseUrl;
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

test('the database keeps its rows through SIGKILL and SIGTERM, and lets nobody else in', { timeout: 90_000 }, async () => {
  const url = await startDatabase();
  expect(statSync(dirname(databasePlace(directory).socket ?? '')).mode & 0o777).toBe(0o700);
  await query(url, 'create extension vector');
  await query(url, 'create table kept (id int primary key, place vector(3))');
  for (let id = 1; id <= 20; id += 1) await query(url, `insert into kept values (${id}, '[1,2,${id}]')`);

  await expect(openEmbeddedDatabase(directory)).rejects.toThrow(`already open in process ${running?.pid}`);

  const killed = once(running as ChildProcess, 'exit');
  running?.kill('SIGKILL');
  await killed;
  expect(await startDatabase()).toBe(url);
  expect(await query(url, 'select count(*)::int as rows from kept')).toEqual([{ rows: 20 }]);

  const ended = once(running as ChildProcess, 'exit');
  running?.kill('SIGTERM');
  expect((await ended)[0]).toBe(0);
  expect(existsSync(databasePlace(directory).socket ?? '')).toBe(false);

  const again = await openEmbeddedDatabase(directory);
  expect(await query(again.url, "select id from kept order by place <-> '[1,2,7]' limit 1")).toEqual([{ id: 7 }]);
  await again.close();
});

test('a path too long for a socket gets a private directory elsewhere, always the same', () => {
  const long = join(directory, 'x'.repeat(120));
  const { socket = '', url } = databasePlace(long);
  expect(Buffer.byteLength(socket)).toBeLessThanOrEqual(100);
  expect(statSync(dirname(socket)).mode & 0o777).toBe(0o700);
  expect(databasePlace(long).url).toBe(url);
  rmSync(dirname(socket), { recursive: true });
});
