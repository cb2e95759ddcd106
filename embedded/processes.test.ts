import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { projectDirectory } from './environment.ts';
import { identify, isAlive, startOf } from './process-identity.ts';
import { endLeftovers, ProcessRegistry, readProcesses } from './process-registry.ts';
import { acquireLock } from './state-lock.ts';

const directory = mkdtempSync(join(tmpdir(), 'nightshift-processes-'));
const children: ChildProcess[] = [];
afterAll(() => rmSync(directory, { recursive: true, force: true }));
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function sleeper(program = 'console.log("up"); setInterval(() => {}, 1000)'): Promise<ChildProcess & { pid: number }> {
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', program], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child as ChildProcess & { pid: number };
}

describe('the identity of a process', () => {
  test('holds while it lives and no longer', async () => {
    const child = await sleeper();
    const identity = identify(child.pid);
    expect(identity !== undefined && isAlive(identity)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(startOf(child.pid)).toBeUndefined();
  });

  test('is not that of another process with the same number', () => {
    expect(isAlive({ pid: process.pid, started: 'another time' })).toBe(false);
  });
});

describe('what a dead supervisor left', () => {
  test('is ended, those that ignore SIGTERM too', async () => {
    const file = join(directory, 'left.json');
    const registry = new ProcessRegistry(file);
    const polite = await sleeper();
    const stubborn = await sleeper('process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1000)');
    registry.add('database', polite.pid);
    registry.add('worker', stubborn.pid);
    expect(await endLeftovers(file, { graceMs: 300 })).toEqual(['worker', 'database']);
    expect([startOf(polite.pid), startOf(stubborn.pid)]).toEqual([undefined, undefined]);
  });

  test('is left alone when the number belongs to somebody else by now', async () => {
    const file = join(directory, 'reused.json');
    const stranger = await sleeper();
    writeFileSync(file, JSON.stringify([{ name: 'worker', pid: stranger.pid, started: 'long ago' }]));
    expect(await endLeftovers(file)).toEqual([]);
    expect(startOf(stranger.pid)).toBeDefined();
  });

  test('is nothing when the file is missing or broken', () => {
    const file = join(directory, 'broken.json');
    expect(readProcesses(file)).toEqual([]);
    writeFileSync(file, '[{"name": "worker"}, 7, null');
    expect(readProcesses(file)).toEqual([]);
    writeFileSync(file, '[{"name": "worker"}, 7, null]');
    expect(readProcesses(file)).toEqual([]);
  });

  test('ends with the supervisor: the watchdog sees to it', async () => {
    const registry = new ProcessRegistry(join(directory, 'processes.json'));
    const child = await sleeper();
    registry.add('worker', child.pid);
    const watchdog = spawn(process.execPath, [join(projectDirectory, 'embedded/watchdog.ts'), directory], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(watchdog.stdout, 'data');
    watchdog.stdin.destroy();
    await once(watchdog, 'exit');
    expect(startOf(child.pid)).toBeUndefined();
  });
});

describe('the lock of a state directory', () => {
  /** Collects garbage once it has the lock: that must not free it. */
  const program = (file: string) =>
    `import { acquireLock } from ${JSON.stringify(join(projectDirectory, 'embedded/state-lock.ts'))};
     acquireLock(${JSON.stringify(file)}, (holder) => holder); globalThis.gc(); console.log("held"); setInterval(() => {}, 1000)`;

  test('refuses the second, names the first, and is freed by SIGKILL', async () => {
    const file = join(directory, 'killed.lock');
    const holder = await sleeper(program(file));
    expect(() => acquireLock(file, (name) => `held by ${name}`)).toThrow(`held by process ${holder.pid}`);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    acquireLock(file, (name) => `held by ${name}`).release();
  });

  test('is free again after its release', async () => {
    const file = join(directory, 'released.lock');
    const lock = acquireLock(file, (name) => name);
    expect(() => acquireLock(file, (name) => `held by ${name}`)).toThrow(`held by process ${process.pid}`);
    lock.release();
    await delay(1);
    acquireLock(file, (name) => name).release();
  });
});
