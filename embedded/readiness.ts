import { connect } from 'node:net';
import { readLog } from './log-file.ts';

/** Where a starting child can be asked whether it is ready. */
export interface Starting {
  readonly logFile: string;
  /** Where in the log this start begins. */
  readonly logStart: number;
  /** Ends when the child ended or is stopped. */
  readonly signal: AbortSignal;
}

/** Asked again and again while a child starts, until it says true. */
export type Probe = (starting: Starting) => Promise<boolean>;

function saysReady(line: string): boolean {
  if (!line.startsWith('{') || !line.includes('ready')) return false;
  try {
    return (JSON.parse(line) as { ready?: unknown }).ready === true;
  } catch {
    return false;
  }
}

/** Ready once the child has printed a JSON line with `"ready": true`. */
export const readyLine: Probe = async ({ logFile, logStart }) => readLog(logFile, logStart).split('\n').some(saysReady);

/** Ready once this address answers 200. */
export const answers =
  (url: string): Probe =>
  async ({ signal }) => {
    try {
      const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]) });
      await response.body?.cancel();
      return response.status === 200;
    } catch {
      return false;
    }
  };

/** Ready once somebody accepts connections there. */
export const accepts =
  (host: string, port: number): Probe =>
  () =>
    new Promise((done) => {
      const socket = connect({ host, port, timeout: 1_000 });
      const end = (result: boolean) => {
        socket.destroy();
        done(result);
      };
      socket
        .once('connect', () => end(true))
        .once('error', () => end(false))
        .once('timeout', () => end(false));
    });

/** Ready once all of these are, asked in order. */
export const all =
  (...probes: readonly Probe[]): Probe =>
  async (starting) => {
    for (const probe of probes) if (!(await probe(starting))) return false;
    return true;
  };
