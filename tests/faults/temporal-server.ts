import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { accepts } from '../../embedded/readiness.ts';
import { plainEnvironment, temporalReady, temporalServerArguments } from '../../embedded/temporal-server.ts';
import { lowPorts } from './low-ports.ts';

/** A development server of its own, for several stacks in namespaces of their own. */
export interface SharedTemporal {
  readonly address: string;
  stop(): Promise<void>;
}

export async function startTemporal(stateDirectory: string, namespaces: readonly string[]): Promise<SharedTemporal> {
  const executable = process.env['TEMPORAL_CLI_PATH'];
  if (executable === undefined) throw new Error('TEMPORAL_CLI_PATH is missing: start the tests with npm test');
  mkdirSync(join(stateDirectory, 'temporal'), { recursive: true });
  const [port = 0, uiPort = 0] = await lowPorts(2);
  const [namespace = 'default', ...others] = namespaces;
  const settings = { executable, stateDirectory, port, uiPort, namespace };
  const server = spawn(executable, [...temporalServerArguments(settings), ...others.map((name) => `--namespace=${name}`)], {
    env: plainEnvironment(process.env),
    stdio: 'ignore',
  });
  const ended = once(server, 'exit');
  process.once('exit', () => server.kill('SIGKILL'));
  const probe = { logFile: '', logStart: 0, signal: new AbortController().signal };
  const ready = [
    accepts('127.0.0.1', settings.port),
    ...namespaces.map((name) => temporalReady({ ...settings, namespace: name }, process.env)),
  ];
  for (const isReady of ready) while (!(await isReady(probe))) await sleep(200);
  return {
    address: `127.0.0.1:${settings.port}`,
    stop: async () => {
      server.kill('SIGKILL');
      await ended;
      rmSync(stateDirectory, { recursive: true, force: true });
    },
  };
}
