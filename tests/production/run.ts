import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientWithKey } from '../../embedded/demo/api-client.ts';
import { createBoard } from '../../embedded/demo/board.ts';
import { readExpectations } from '../../embedded/demo/expectations.ts';
import { applyDemoPolicy, playJobs } from '../../embedded/demo/play.ts';
import { freePort } from '../../embedded/ports.ts';
import { apiFlags } from '../../embedded/stack-plan.ts';
import { obtainTemporalCli } from '../../embedded/temporal-cli.ts';
import { startPostgres } from '../support/postgres.ts';
import { obtainServer, prepareDatabases, writeConfiguration } from './temporal-server.ts';

/**
 * Proves the production shape: a Temporal server on PostgreSQL, the API and two workers in production mode, mail over SMTP, and
 * the sample jobs through all of it. Not part of every run, for the server is built with Go first.
 */
const folder = mkdtempSync(join(tmpdir(), 'nightshift-production-'));
mkdirSync(join(folder, 'mail'));
const children: ChildProcess[] = [];
const loopback = '127.0.0.1';

function start(name: string, command: string, parameters: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(command, parameters, {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(join(folder, `${name}.log`));
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  child.once(
    'exit',
    (code) => code !== 0 && code !== null && console.log(`${name} ended with ${code}; see ${join(folder, `${name}.log`)}`),
  );
  children.push(child);
  return child;
}

async function until(what: string, ready: () => Promise<boolean>, withinMs = 90_000): Promise<void> {
  const begun = Date.now();
  while (!(await ready().catch(() => false))) {
    if (Date.now() - begun > withinMs) throw new Error(`${what} was not ready within ${withinMs / 1000} s; logs are in ${folder}`);
    await sleep(500);
  }
  console.log(`  ${what} ready (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
}

async function run(): Promise<number> {
  const [server, cli] = [await obtainServer(), await obtainTemporalCli({ environment: process.env, says: console.log })];
  const [database, frontend, api, smtp, mail] = [
    await freePort(loopback),
    17_233 + Math.floor(Math.random() * 2000),
    await freePort(loopback),
    await freePort(loopback),
    await freePort(loopback),
  ];
  const postgres = await startPostgres({ port: database });
  try {
    await prepareDatabases(server.sql, database);
    writeConfiguration(folder, { database, frontend });
    start('temporal', server.server, ['-r', folder, '-c', 'config', '-e', 'production', 'start'], {});
    const operator = (...parameters: string[]) =>
      execFileSync(cli, [...parameters, '--address', `${loopback}:${frontend}`], { stdio: 'pipe' });
    await until('Temporal on PostgreSQL', async () => (operator('operator', 'cluster', 'health'), true));
    operator('operator', 'namespace', 'create', '--retention', '72h', '-n', 'default');

    execFileSync('psql', [postgres.url, '-qc', 'create database nightshift']);
    const environment = {
      NIGHTSHIFT_ENV: 'production',
      HOST: loopback,
      PORT: String(api),
      PUBLIC_URL: `http://${loopback}:${api}`,
      SECRET_KEY: randomBytes(24).toString('hex'),
      DATABASE_URL: postgres.url.replace(/\/postgres$/, '/nightshift'),
      TEMPORAL_ADDRESS: `${loopback}:${frontend}`,
      STATE_DIR: join(folder, 'state'),
      JOBS_DIR: resolve('examples/jobs'),
      SMTP_HOST: loopback,
      SMTP_PORT: String(smtp),
      SMTP_SECURITY: 'none',
      EMAIL_SENDER: 'Nightshift <nightshift@example.com>',
      ONCALL_EMAILS: 'oncall@example.com',
      TRIGGER_RATE_PER_MINUTE: '100000',
    };
    start('mail', process.execPath, ['embedded/mail-catcher.ts'], {
      SMTP_CATCHER_PORT: String(smtp),
      HTTP_CATCHER_PORT: String(mail),
      MAIL_DIR: join(folder, 'mail'),
    });
    execFileSync(process.execPath, ['store/migrate.ts'], { env: { ...environment, PATH: process.env['PATH'] }, stdio: 'pipe' });
    for (const name of ['worker-1', 'worker-2']) start(name, process.execPath, ['temporal/worker.ts'], environment);
    start('api', process.execPath, [...apiFlags, 'api/server.ts'], environment);
    const base = `http://${loopback}:${api}`;
    await until('API and workers', async () => ((await (await fetch(`${base}/health`)).json()) as { status: string }).status === 'ok');

    const key = (role: string) =>
      execFileSync(process.execPath, ['api/create-key.ts', '--role', role, '--name', role], {
        env: { ...environment, PATH: process.env['PATH'] },
        encoding: 'utf8',
      }).trim();
    const clients = { admin: clientWithKey(base, key('admin')), approver: clientWithKey(base, key('approver')) };
    if ((await fetch(`${base}/api/incidents`)).status !== 401) throw new Error('Production let somebody in without a key');
    const expectations = readExpectations(resolve('examples/jobs'));
    await applyDemoPolicy(clients.admin, expectations);
    const board = createBoard((text) => process.stdout.write(text), false);
    const played = await playJobs({
      clients,
      expectations,
      approve: true,
      show: board.show,
      signal: new AbortController().signal,
      patienceMs: 5 * 60_000,
    });
    const wrong = played.filter((one) => one.problems.length > 0);
    for (const one of wrong) console.log(`  ${one.job}: ${one.problems.join('; ')}`);
    console.log(`\n${played.length - wrong.length} passed, ${wrong.length} failed`);
    return wrong.length === 0 && played.length > 0 ? 0 : 1;
  } finally {
    for (const child of children.toReversed()) child.kill('SIGTERM');
    await sleep(3_000);
    for (const child of children) child.kill('SIGKILL');
    await postgres.stop();
  }
}

process.exit(await run());
