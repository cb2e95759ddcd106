import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lowPorts } from '../faults/low-ports.ts';
import { type AirflowUser, signInAs } from './airflow-user.ts';
import { type Report, startReceiver } from './receiver.ts';

/** A token is good for this long, so that the tests see it run out. */
export const tokenSeconds = 15;
/** The key that the callback shows. */
export const reporterKey = 'key-of-the-callback';
const upWithinMs = 5 * 60_000;

export interface RealAirflow {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** What its DAGs reported by their callback. */
  readonly reports: readonly Report[];
  /** Somebody who works with it by hand. */
  readonly user: AirflowUser;
  close(): Promise<void>;
}

async function until(what: string, ready: () => Promise<boolean>, withinMs: number, logFile: string): Promise<void> {
  const begun = Date.now();
  while (!(await ready().catch(() => false))) {
    if (Date.now() - begun > withinMs) throw new Error(`${what} was not there within ${withinMs / 1000} s; its log is ${logFile}`);
    await sleep(500);
  }
}

/** Ends a group of processes: Airflow starts some thirty, with changing names. */
async function endGroup(leader: number): Promise<void> {
  const alive = (): boolean => {
    try {
      process.kill(-leader, 0);
      return true;
    } catch {
      return false;
    }
  };
  for (const [signal, waitMs] of [
    ['SIGTERM', 10_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!alive()) return;
    process.kill(-leader, signal);
    for (const begun = Date.now(); alive() && Date.now() - begun < waitMs; ) await sleep(100);
  }
}

/** Starts `airflow standalone` on free ports with a home of its own, and the sample DAGs in it. */
export async function startRealAirflow(installed: string): Promise<RealAirflow> {
  const home = mkdtempSync(join(tmpdir(), 'nightshift-airflow-'));
  mkdirSync(join(home, 'dags'));
  cpSync(join(import.meta.dirname, 'dags'), join(home, 'dags'), { recursive: true });
  cpSync(resolve('examples/airflow'), join(home, 'dags'), { recursive: true });
  const receiver = await startReceiver();
  const [port = 0, workerLogs, triggerLogs] = await lowPorts(3);
  const url = `http://127.0.0.1:${port}`;
  const logFile = join(home, 'standalone.log');
  const log = openSync(logFile, 'a');
  const child = spawn(join(installed, 'bin/airflow'), ['standalone'], {
    detached: true,
    stdio: ['ignore', log, log],
    env: {
      PATH: `${join(installed, 'bin')}:${process.env['PATH']}`,
      HOME: process.env['HOME'],
      AIRFLOW_HOME: home,
      NIGHTSHIFT_URL: receiver.url,
      NIGHTSHIFT_API_KEY: reporterKey,
      AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
      AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: 'False',
      AIRFLOW__CORE__PARALLELISM: '3',
      AIRFLOW__CORE__EXECUTION_API_SERVER_URL: `${url}/execution/`,
      AIRFLOW__API__PORT: String(port),
      AIRFLOW__API__HOST: '127.0.0.1',
      AIRFLOW__API__BASE_URL: url,
      AIRFLOW__API__WORKERS: '1',
      AIRFLOW__API_AUTH__JWT_EXPIRATION_TIME: String(tokenSeconds),
      AIRFLOW__API_AUTH__JWT_LEEWAY: '0',
      AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT: String(workerLogs),
      AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT: String(triggerLogs),
    },
  });
  const leader = child.pid ?? 0;
  const close = async (): Promise<void> => {
    await endGroup(leader);
    await receiver.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    const username = 'admin';
    const passwordOf = (): string =>
      (JSON.parse(readFileSync(join(home, 'simple_auth_manager_passwords.json.generated'), 'utf8')) as { admin: string }).admin;
    await until('Airflow', async () => (await fetch(`${url}/api/v2/version`)).ok && passwordOf() !== '', upWithinMs, logFile);
    const user = signInAs(url, username, passwordOf());
    await until('The sample DAGs', async () => (await user.dags()) === 5, upWithinMs, logFile);
    return { url, username, password: passwordOf(), reports: receiver.reports, user, close };
  } catch (error) {
    await endGroup(leader);
    await receiver.close();
    throw error;
  }
}
