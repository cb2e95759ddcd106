import { join } from 'node:path';
import { type Environment, setting } from './environment.ts';
import { accepts, all, type Probe } from './readiness.ts';
import { runCommand } from './run-command.ts';

export interface TemporalServerSettings {
  readonly executable: string;
  readonly stateDirectory: string;
  readonly port: number;
  readonly uiPort: number;
  readonly namespace: string;
}

/** What incidents are found by. An attribute that the server does not know stalls every workflow that sets it. */
export const searchAttributes = ['NightshiftStatus', 'NightshiftCause', 'NightshiftSeverity', 'NightshiftApplication', 'NightshiftTenant'];

/** How long closed workflows stay readable. The server's own default, one day, is shorter than a weekend. */
const retention = '168h';

/** The dev server's arguments: on loopback only, its data in one file, with its web page. */
export const temporalServerArguments = ({ stateDirectory, port, uiPort, namespace }: TemporalServerSettings): string[] => [
  'server',
  'start-dev',
  '--ip=127.0.0.1',
  `--port=${port}`,
  `--ui-port=${uiPort}`,
  `--db-filename=${join(stateDirectory, 'temporal', 'temporal.db')}`,
  '--sqlite-pragma=journal_mode=WAL',
  `--namespace=${namespace}`,
  '--log-level=warn',
  ...searchAttributes.map((name) => `--search-attribute=${name}=Keyword`),
];

/** Only what a program needs to run: `TEMPORAL_*` settings and profiles that are meant for another server must not reach the CLI. */
export const plainEnvironment = (environment: Environment): Environment =>
  Object.fromEntries(['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'].map((name) => [name, setting(environment, name)]));

/** Ready once the namespace answers: setting its retention is the first thing to do and the proof that it works. */
export function temporalReady({ executable, port, namespace, stateDirectory }: TemporalServerSettings, environment: Environment): Probe {
  const where = ['--address', `127.0.0.1:${port}`, '--disable-config-file', '--disable-config-env', '--client-connect-timeout', '5s'];
  const setRetention: Probe = async ({ signal }) => {
    const update = ['operator', 'namespace', 'update', '--namespace', namespace, '--retention', retention, ...where];
    const options = { environment: plainEnvironment(environment), directory: stateDirectory, timeoutMs: 10_000, signal };
    return (await runCommand(executable, update, options)).code === 0;
  };
  return all(accepts('127.0.0.1', port), setRetention);
}
