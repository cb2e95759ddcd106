import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { type Environment, StartError, setting } from './environment.ts';

/** A port that the stack listens on. */
export interface PortNeed {
  /** The setting that names it, e.g. `TEMPORAL_PORT`. */
  readonly name: string;
  readonly usual: number;
  readonly host: string;
  /** What listens there, for messages. */
  readonly purpose: string;
  /** Whether another free port will do when the usual one is taken. */
  readonly mayMove: boolean;
}

const listenOn = (port: number, host: string): Promise<number> =>
  new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : port));
    });
  });

/** A port that nobody listens on just now. */
export const freePort = (host: string): Promise<number> => listenOn(0, host);

async function problemWith(port: number, host: string): Promise<string | undefined> {
  try {
    await listenOn(port, host);
    return undefined;
  } catch (problem) {
    const code = (problem as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') return 'is busy';
    return code === 'EACCES' ? 'may not be used without more rights' : `cannot be used on ${host} (${code})`;
  }
}

function configuredPort(environment: Environment, name: string): number | undefined {
  const text = setting(environment, name);
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    throw new StartError(`${name} must be a port number from 1 to 65535, not "${text}".`);
  return port;
}

const busy = (port: number, what: string, need: PortNeed): StartError =>
  new StartError(
    `Port ${port} ${what}, and ${need.purpose} needs it: set ${need.name}=… to another port, or stop the program that uses ${port}.`,
  );

async function choose(need: PortNeed, environment: Environment, remembered: number | undefined): Promise<number> {
  const configured = configuredPort(environment, need.name);
  const first = configured ?? remembered ?? need.usual;
  const problem = await problemWith(first, need.host);
  if (problem === undefined) return first;
  if (configured !== undefined || !need.mayMove) throw busy(first, problem, need);
  return (await problemWith(need.usual, need.host)) === undefined ? need.usual : freePort(need.host);
}

function readRemembered(file: string): Record<string, number> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
  } catch {
    return {};
  }
}

/**
 * Settles every port before anything starts: what the environment says, else what was used the last time, else the usual
 * one, else, for ports that only the stack itself uses, a free one that is remembered.
 * @throws StartError naming the busy port and its setting
 */
export async function choosePorts(needs: readonly PortNeed[], environment: Environment, memory: string): Promise<Record<string, number>> {
  const remembered = readRemembered(memory);
  const chosen: Record<string, number> = {};
  for (const need of needs) chosen[need.name] = await choose(need, environment, need.mayMove ? remembered[need.name] : undefined);
  const moved = needs.filter((need) => need.mayMove && chosen[need.name] !== need.usual && setting(environment, need.name) === undefined);
  writeFileSync(memory, `${JSON.stringify(Object.fromEntries(moved.map((need) => [need.name, chosen[need.name]])))}\n`);
  return chosen;
}

/** Ports that are free now, for a stack that must not meet any other. */
export async function freePorts(needs: readonly PortNeed[]): Promise<Record<string, number>> {
  const chosen: Record<string, number> = {};
  for (const need of needs) chosen[need.name] = await freePort(need.host);
  return chosen;
}
