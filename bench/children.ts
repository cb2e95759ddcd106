import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Child {
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** Environment of a process of the bench: what the shell gives to run programs, and nothing of the user's own settings. */
const plain = (): Record<string, string | undefined> =>
  Object.fromEntries(['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'].map((name) => [name, process.env[name]]));

function handle(child: ChildProcess, name: string): { ended: Promise<void>; stop: Child['stop'] } {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.once('error', (error) => console.error(`${name}: ${error.message}`));
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const hard = setTimeout(() => child.kill('SIGKILL'), 10_000);
    child.kill('SIGTERM');
    await ended;
    clearTimeout(hard);
  };
  return { ended, stop };
}

/** Starts a program of ours and waits for its line `{"ready":true…}`. @throws Error with the end of what it said */
export async function startNode(
  entry: string,
  environment: Readonly<Record<string, string | undefined>>,
  flags: readonly string[] = [],
): Promise<Child> {
  const child = fork(entry, {
    execArgv: [...process.execArgv, ...flags],
    env: { ...plain(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const { ended, stop } = handle(child, entry);
  const said: string[] = [];
  const listen = (line: string) => {
    said.push(line);
    if (said.length > 200) said.splice(0, 100);
  };
  if (child.stdout === null || child.stderr === null) throw new Error('The child has no output');
  createInterface({ input: child.stderr }).on('line', listen);
  const lines = createInterface({ input: child.stdout });
  const ready = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      listen(line);
      if (line.includes('"ready":true')) resolve();
    });
  });
  await Promise.race([
    ready,
    ended.then(() => {
      throw new Error(`${entry} ended early:\n${said.slice(-20).join('\n')}`);
    }),
  ]);
  // What it says from now on is taken in and dropped, which costs this process next to nothing.
  lines.close();
  child.stdout.resume();
  return { process: child, stop };
}

/** Starts another program; ready when `probe` is. */
export async function startProgram(command: string, parameters: readonly string[], probe: () => Promise<unknown>): Promise<Child> {
  const child = spawn(command, parameters, { env: plain(), stdio: 'ignore' });
  const { stop } = handle(child, command);
  const until = Date.now() + 60_000;
  for (;;) {
    try {
      await probe();
      return { process: child, stop };
    } catch (error) {
      if (child.exitCode !== null || Date.now() > until) throw new Error(`${command} does not come up`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

export interface Usage {
  readonly cpu: NodeJS.CpuUsage;
  readonly rss: number;
}

/** Asks one of our programs what it has used. */
export const usageOf = ({ process: child }: Child): Promise<Usage> =>
  new Promise((resolve) => {
    child.once('message', (message) => resolve(message as Usage));
    child.send('usage');
  });

/** Memory that a process holds now. */
export const residentMegabytes = ({ process: child }: Child): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' })) / 1024;
