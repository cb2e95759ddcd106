import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { lastLines, openLog, trimLog } from './log-file.ts';
import { backoffMs, type ChildSpec, ManagedChild } from './managed-child.ts';
import { startOf } from './process-identity.ts';
import { readyLine } from './readiness.ts';

const directory = mkdtempSync(join(tmpdir(), 'nightshift-child-'));
const said: string[] = [];
const children: ManagedChild[] = [];
afterAll(() => rmSync(directory, { recursive: true, force: true }));
afterEach(async () => {
  said.length = 0;
  for (const child of children.splice(0)) await child.stop(0);
});

let count = 0;
function child(program: string, more: Partial<ChildSpec> = {}): ManagedChild {
  count += 1;
  const spec: ChildSpec = {
    name: 'worker',
    command: process.execPath,
    arguments: ['--input-type=module', '-e', program],
    environment: process.env,
    directory,
    logFile: join(directory, `child-${count}.log`),
    ready: readyLine,
    readyWithinMs: 10_000,
    stopWithinMs: 500,
    ...more,
  };
  const managed = new ManagedChild(spec, { started: () => {}, ended: () => {}, says: (line) => said.push(line) });
  children.push(managed);
  return managed;
}

const ready = 'console.log(JSON.stringify({ ready: true }));';
const stays = `${ready} setInterval(() => {}, 1000);`;
const until = (condition: () => boolean) => vi.waitFor(() => expect(condition()).toBe(true), { timeout: 10_000, interval: 20 });

describe('a process of the stack', () => {
  test('is ready when it says so, and is gone when it is stopped', async () => {
    const managed = child(stays);
    await managed.start();
    const { pid } = managed;
    expect(managed.state).toBe('ready');
    await managed.stop();
    expect([managed.state, startOf(pid ?? 0)]).toEqual(['stopped', undefined]);
  });

  test('that fails to start says why, with its last lines', async () => {
    await expect(child('console.error("no such table"); process.exit(3)').start()).rejects.toThrow(
      /worker ended with exit code 3.*no such table/s,
    );
  });

  test('that never becomes ready is given up and ended', async () => {
    const managed = child('setInterval(() => {}, 1000)', { readyWithinMs: 300 });
    await expect(managed.start()).rejects.toThrow('was not ready within 0.3 s');
    expect(startOf(managed.pid ?? 0)).toBeUndefined();
  });

  test('that cannot be started at all says so', async () => {
    await expect(child('', { command: join(directory, 'nothing-here') }).start()).rejects.toThrow('could not be started');
  });

  test('is started again when it was killed', async () => {
    const managed = child(stays);
    await managed.start();
    const first = managed.pid;
    process.kill(first ?? 0, 'SIGKILL');
    await until(() => managed.restarts === 1 && managed.state === 'ready');
    expect(managed.pid).not.toBe(first);
    expect(said[0]).toContain('worker was ended by SIGKILL. Starting it again in 0.5 s');
    expect(said[1]).toContain('ready again');
  });

  test('that keeps failing stays visible, with longer and longer pauses', async () => {
    const flag = join(directory, 'fails');
    const managed = child(
      `import { existsSync } from 'node:fs'; if (existsSync(${JSON.stringify(flag)})) { console.error('broken'); process.exit(1) } ${stays}`,
    );
    await managed.start();
    writeFileSync(flag, '');
    process.kill(managed.pid ?? 0, 'SIGKILL');
    await until(() => said.length >= 3);
    expect(said.map((line) => /again in ([\d.]+) s/.exec(line)?.[1])).toEqual(['0.5', '1', '2']);
    expect(said[2]).toMatch(/keeps failing \(3 times in a row.*broken/s);
    await managed.stop();
    expect(managed.state).toBe('stopped');
  });

  test('takes what it has started with it', async () => {
    const managed = child(
      `import { spawn } from 'node:child_process'; const inner = spawn('sleep', ['60']); console.log('inner', inner.pid); ${stays}`,
    );
    await managed.start();
    const inner = Number(/inner (\d+)/.exec(readFileSync(managed.spec.logFile, 'utf8'))?.[1]);
    expect(startOf(inner)).toBeDefined();
    await managed.stop();
    await until(() => startOf(inner) === undefined);
  });

  test('is killed when it does not end in time', async () => {
    const managed = child(`process.on('SIGTERM', () => {}); ${stays}`);
    await managed.start();
    const pid = managed.pid ?? 0;
    await managed.stop(200);
    expect(startOf(pid)).toBeUndefined();
  });
});

test('pauses double up to half a minute', () => {
  expect([1, 2, 3, 4, 20].map(backoffMs)).toEqual([500, 1_000, 2_000, 4_000, 30_000]);
});

test('a log is cut when it grows too large, and its last lines can be had', () => {
  const file = join(directory, 'long.log');
  writeFileSync(file, `${'x'.repeat(100)}\nsecond\nthird\n`);
  expect(lastLines(file, 0, 2)).toBe('    second\n    third');
  trimLog(file, 50);
  expect(readFileSync(file, 'utf8')).toBe('');
  expect(readFileSync(`${file}.1`, 'utf8')).toContain('third');
  expect(openLog(file).size).toBe(0);
});
