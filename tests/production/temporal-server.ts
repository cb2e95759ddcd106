import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../../embedded/temporal-cli.ts';
import { runProgram } from '../support/run-program.ts';

const version = 'v1.29.1';

/** The Temporal server and its SQL tool, built with Go once and kept beside the other Temporal programs. Takes about five minutes the first time. */
export async function obtainServer(): Promise<{ readonly server: string; readonly sql: string }> {
  const folder = join(cacheDirectory(process.env), `temporal-server-${version.slice(1)}-${process.platform}-${process.arch}`);
  const programs = { server: join(folder, 'server'), sql: join(folder, 'sql') };
  if (existsSync(programs.server) && existsSync(programs.sql)) return programs;
  mkdirSync(folder, { recursive: true });
  for (const name of ['cmd/server', 'cmd/tools/sql']) {
    console.log(`Building go.temporal.io/server/${name}@${version} …`);
    const code = await runProgram('go', ['install', `go.temporal.io/server/${name}@${version}`], { GOBIN: folder });
    if (code !== 0) throw new Error('The Temporal server could not be built: it needs Go 1.24 or newer on the PATH');
  }
  return programs;
}

/** Creates and updates the two databases that the server keeps its data in. */
export async function prepareDatabases(sql: string, port: number): Promise<void> {
  for (const [database, schema] of [
    ['temporal', 'postgresql/v12/temporal'],
    ['temporal_visibility', 'postgresql/v12/visibility'],
  ] as const) {
    const base = ['--plugin', 'postgres12', '--ep', '127.0.0.1', '-p', String(port), '-u', 'postgres', '--pw', 'unused', '--db', database];
    for (const step of [['create'], ['setup-schema', '-v', '0.0'], ['update-schema', '--schema-name', schema]])
      if ((await runProgram(sql, [...base, ...step])) !== 0) throw new Error(`${database}: ${step[0]} failed`);
  }
}

/** Writes the server's configuration: four services on loopback, four history shards, everything in PostgreSQL. */
export function writeConfiguration(folder: string, ports: { readonly database: number; readonly frontend: number }): void {
  const store = (databaseName: string) => ({
    sql: {
      pluginName: 'postgres12',
      databaseName,
      connectAddr: `127.0.0.1:${ports.database}`,
      connectProtocol: 'tcp',
      user: 'postgres',
      password: 'unused',
      maxConns: 20,
      maxIdleConns: 20,
    },
  });
  const service = (offset: number) => ({
    rpc: { grpcPort: ports.frontend + offset, membershipPort: ports.frontend + 10 + offset, bindOnIP: '127.0.0.1' },
  });
  const configuration = {
    log: { stdout: true, level: 'error' },
    persistence: {
      defaultStore: 'default',
      visibilityStore: 'visibility',
      numHistoryShards: 4,
      datastores: { default: store('temporal'), visibility: store('temporal_visibility') },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: { frontend: service(0), history: service(1), matching: service(2), worker: service(3) },
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend', rpcAddress: `127.0.0.1:${ports.frontend}` },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    publicClient: { hostPort: `127.0.0.1:${ports.frontend}` },
  };
  mkdirSync(join(folder, 'config'), { recursive: true });
  // JSON is YAML.
  writeFileSync(join(folder, 'config', 'production.yaml'), JSON.stringify(configuration, null, 2));
}
