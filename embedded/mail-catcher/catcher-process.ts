import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** A running mail catcher, as tests use it. */
export interface Catcher {
  readonly child: ChildProcess;
  readonly smtpPort: number;
  readonly httpPort: number;
  readonly messages: number;
}

/** Ends a process and waits for it; its exit code, null when a signal ended it. */
export async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  child.kill(signal);
  await once(child, 'exit');
  return child.exitCode;
}

/** Mail catchers over one temporary folder; `dispose` ends them and removes it. */
export async function createCatchers() {
  const directory = await mkdtemp(path.join(tmpdir(), 'mail-catcher-'));
  const children: ChildProcess[] = [];

  const launch = (environment: Record<string, string> = {}): ChildProcess => {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, '../mail-catcher.ts')], {
      env: { SMTP_CATCHER_PORT: '0', HTTP_CATCHER_PORT: '0', MAIL_DIR: directory, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    return child;
  };

  const start = async (): Promise<Catcher> => {
    const child = launch();
    if (child.stdout === null) throw new Error('the mail catcher has no output');
    for await (const line of createInterface({ input: child.stdout })) {
      const ready = JSON.parse(line);
      return { child, smtpPort: Number(ready.smtp.split(':')[1]), httpPort: Number(new URL(ready.http).port), messages: ready.messages };
    }
    throw new Error('the mail catcher ended before it was ready');
  };

  const dispose = async (): Promise<void> => {
    for (const child of children) await stop(child, 'SIGKILL');
    await rm(directory, { recursive: true, force: true });
  };

  return { directory, launch, start, dispose };
}
