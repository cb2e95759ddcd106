import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RunningPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

const versions = ['18', '17', '16', '15'];
const folders = versions.flatMap((version) => [`/usr/lib/postgresql/${version}/bin`, `/opt/homebrew/opt/postgresql@${version}/bin`]);

/** The server's programs, with pgvector beside them. @throws Error that says how to get what is missing */
function findPrograms(): string {
  const found = folders.filter((folder) => existsSync(join(folder, 'initdb')));
  if (found.length === 0) throw new Error('no PostgreSQL 15 or newer is installed (on Debian: .ci/install-services)');
  const withVector = found.find((folder) => {
    const shared =
      spawnSync(join(folder, 'pg_config'), ['--sharedir'], { encoding: 'utf8' }).stdout?.trim() ||
      join(folder, '../../../../share/postgresql', folder.split('/')[4] ?? '');
    return existsSync(join(shared, 'extension/vector.control'));
  });
  if (withVector === undefined) throw new Error('PostgreSQL is there, but not its extension pgvector (on Debian: .ci/install-services)');
  return withVector;
}

/** Starts a PostgreSQL server of its own on a Unix socket in a temporary folder. PostgreSQL refuses to run as root, so root lends it to `postgres`. With a port it also listens on loopback. */
export async function startPostgres({ port }: { readonly port?: number } = {}): Promise<RunningPostgres> {
  const programs = findPrograms();
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-pg-'));
  const asRoot = process.getuid?.() === 0;
  const run = (program: string, ...parameters: string[]) =>
    execFileSync(
      asRoot ? 'runuser' : join(programs, program),
      asRoot ? ['-u', 'postgres', '--', join(programs, program), ...parameters] : parameters,
      { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder },
    );
  if (asRoot) execFileSync('chown', ['postgres', folder]);
  const data = join(folder, 'data');
  run('initdb', '-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync');
  const address = port === undefined ? '-p 5432 -c listen_addresses=' : `-p ${port} -c listen_addresses=127.0.0.1`;
  const settings = `-k ${folder} ${address} -c max_connections=120 -c shared_buffers=256MB`;
  run('pg_ctl', '-D', data, '-o', settings, '-l', join(folder, 'log'), '-w', 'start');
  return {
    url: port === undefined ? `postgres://postgres@localhost/postgres?host=${folder}` : `postgres://postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      run('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
