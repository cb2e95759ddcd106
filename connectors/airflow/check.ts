import { type ConnectionFinding, ConnectorError } from '../contract.ts';
import type { AirflowClient } from './client.ts';
import type { AirflowSettings } from './settings.ts';
import type { ApiVersion } from './sign-in.ts';

/** Tries of a task, by which a clear is seen, can be asked for since this version. */
const oldest = { major: 2, minor: 10 } as const;

const error = (message: string): ConnectionFinding => ({ level: 'error', message });
const warning = (message: string): ConnectionFinding => ({ level: 'warning', message });

/** One step of the look: what it needs, in the words of Airflow's permissions. */
interface Step {
  readonly needs: string;
  readonly look: () => Promise<readonly ConnectionFinding[]>;
}

/** Looks at address, version, sign-in and rights, and says what to put right. Stops at the first thing that is wrong: the rest follows from it. */
export async function check(settings: AirflowSettings, client: AirflowClient, signal?: AbortSignal): Promise<readonly ConnectionFinding[]> {
  const found: ConnectionFinding[] = [];
  for (const { needs, look } of steps(settings, client, signal)) {
    try {
      found.push(...(await look()));
    } catch (problem) {
      if (!(problem instanceof ConnectorError)) throw problem;
      return [...found, error(`${problem.message}${adviceFor(problem, settings, needs)}`)];
    }
    if (found.some(({ level }) => level === 'error')) break;
  }
  return found;
}

function steps({ name }: AirflowSettings, client: AirflowClient, signal?: AbortSignal): readonly Step[] {
  return [
    { needs: 'nothing', look: async () => versionFindings(name, await client.api(signal), await client.version(signal)) },
    { needs: 'can read on DAGs', look: () => dagFindings(name, client, signal) },
    { needs: 'can read on DAG Runs and Task Instances, and can edit on both', look: () => runFindings(client, signal) },
    { needs: 'nothing', look: () => schedulerFindings(name, client, signal) },
  ];
}

function versionFindings(name: string, api: ApiVersion, version: string): readonly ConnectionFinding[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (api === 'v1' && (major < oldest.major || (major === oldest.major && minor < oldest.minor)))
    return [
      error(
        `${name} is Airflow ${version}: ${oldest.major}.${oldest.minor} or newer is needed, older ones do not tell the tries of a task`,
      ),
    ];
  return [];
}

async function dagFindings(name: string, client: AirflowClient, signal?: AbortSignal): Promise<readonly ConnectionFinding[]> {
  for await (const page of client.dags(signal))
    if (page.length > 0) return [];
    else break;
  return [warning(`${name}: no DAG is visible; the user may lack "can read on DAGs"`)];
}

/** Reads a failed run as a sweep would, and asks what a clear of it would do. A clear that is only asked for changes nothing. */
async function runFindings(client: AirflowClient, signal?: AbortSignal): Promise<readonly ConnectionFinding[]> {
  const { dag_runs: runs } = await client.runs({ states: ['failed'], newestFirst: true, offset: 0, limit: 1 }, signal);
  const [run] = runs;
  if (run === undefined) return [];
  const address = { dagId: run.dag_id, runId: run.dag_run_id };
  await client.tasks(address, signal);
  try {
    await client.clear({ ...address, only: 'failed', dryRun: true }, signal);
  } catch (problem) {
    // A DAG whose file is gone cannot be cleared by anybody.
    if (!(problem instanceof ConnectorError) || problem.kind !== 'not-found') throw problem;
  }
  return [];
}

async function schedulerFindings(name: string, client: AirflowClient, signal?: AbortSignal): Promise<readonly ConnectionFinding[]> {
  const health = await client.scheduler(signal);
  return health === null || health === 'healthy'
    ? []
    : [warning(`${name}: its scheduler is ${health}; what is started there does not run`)];
}

function adviceFor({ kind, message }: ConnectorError, { version, token }: AirflowSettings, needs: string): string {
  if (kind === 'unreachable') return ' – check the address, and that this machine may reach it';
  if (kind === 'unavailable') return ' – look at the state of Airflow; if it answers with a page, the address is that of a sign-in';
  if (/ answered 401/.test(message)) return ` – check ${token === undefined ? 'user name and password' : 'the token'}`;
  if (/ answered 403/.test(message)) return needs === 'nothing' ? '' : ` – the user needs ${needs}`;
  if (kind === 'not-found' && version !== 'auto') return ` – this is not Airflow ${version}: leave version out, and it is found`;
  return '';
}
