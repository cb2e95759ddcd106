import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { projectDirectory } from './environment.ts';
import { startOf } from './process-identity.ts';
import { readProcesses } from './process-registry.ts';
import { type Stack, type StackOptions, startStack } from './stack.ts';

/** Stand-ins for the product's programs: these tests are about starting and ending them. */
const directory = mkdtempSync(join(tmpdir(), 'nightshift-stack-'));
const serve = (port: string) => `import { createServer } from 'node:http';
createServer((_, response) => response.end('ok')).listen(Number(process.env['${port}']), '127.0.0.1');`;
const programs = {
  migrations: `if (process.env['FAIL'] === 'migrations') { console.error('relation "x" is broken'); process.exit(1); }`,
  worker: `console.log(JSON.stringify({ ready: true })); setInterval(() => {}, 1000);`,
  api: serve('PORT'),
  mail: serve('HTTP_CATCHER_PORT'),
  interrupt: `import { writeFileSync } from 'node:fs'; import { join } from 'node:path'; writeFileSync(join(process.argv[2] ?? '', 'interrupted'), '');`,
};
const entries = Object.fromEntries(Object.keys(programs).map((name) => [name, join(directory, `${name}.ts`)])) as Record<
  keyof typeof programs,
  string
>;
beforeAll(() => {
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(directory, `${name}.ts`), text);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let stack: Stack | undefined;
let supervisor: ChildProcess | undefined;
afterEach(async () => {
  await stack?.kill();
  stack = undefined;
  supervisor?.kill('SIGKILL');
});

let count = 0;
/** A stack whose database and Temporal server somebody else provides. */
function options(more: Record<string, string> = {}): StackOptions & { stateDirectory: string } {
  count += 1;
  const stateDirectory = join(directory, `state-${count}`);
  const elsewhere = { DATABASE_URL: 'postgres://elsewhere/db', TEMPORAL_ADDRESS: 'elsewhere:7233' };
  return {
    environment: { PATH: process.env['PATH'], STATE_DIR: stateDirectory, ...elsewhere, ...more },
    ports: 'free',
    entries,
    stateDirectory,
  };
}

const pidsIn = (state: string) => readProcesses(join(state, 'processes.json')).map(({ pid }) => pid);
const until = (condition: () => boolean) => vi.waitFor(() => expect(condition()).toBe(true), { timeout: 15_000, interval: 25 });

test('starts what the environment does not name, and leaves nothing behind', async () => {
  const given = options();
  stack = await startStack(given);
  expect(stack.environment).toMatchObject({
    DATABASE_URL: 'postgres://elsewhere/db',
    SMTP_SECURITY: 'none',
    ONCALL_EMAILS: 'oncall@localhost',
  });
  expect((await fetch(stack.urls.web)).status).toBe(200);
  expect(() => stack?.child('temporal')).toThrow('no temporal of its own');
  const pids = pidsIn(given.stateDirectory);
  expect(pids).toHaveLength(4);
  writeFileSync(join(given.stateDirectory, 'local'), '');
  await stack.stop();
  expect(pids.map(startOf)).toEqual([undefined, undefined, undefined, undefined]);
  expect(pidsIn(given.stateDirectory)).toEqual([]);
  expect(existsSync(join(given.stateDirectory, 'interrupted'))).toBe(true);
});

test('refuses a second one on the same state directory, and keeps the secret', async () => {
  const given = options();
  stack = await startStack(given);
  const secret = stack.environment['SECRET_KEY'];
  await expect(startStack(given)).rejects.toThrow(`Nightshift already runs on ${given.stateDirectory} (process ${process.pid})`);
  await stack.stop();
  stack = await startStack(given);
  expect(stack.environment['SECRET_KEY']).toBe(secret);
});

test('says why it did not start, and ends what had started', async () => {
  const given = options({ FAIL: 'migrations' });
  await expect(startStack(given)).rejects.toThrow(/migrations failed with exit code 1.*relation "x" is broken/s);
  expect(pidsIn(given.stateDirectory)).toEqual([]);
  stack = await startStack({ ...given, environment: { ...given.environment, FAIL: '' } });
});

test('can be given up while it starts', async () => {
  const giveUp = new AbortController();
  const given = options();
  writeFileSync(join(directory, 'slow.ts'), 'setInterval(() => {}, 1000)');
  const starting = startStack({ ...given, entries: { ...entries, worker: join(directory, 'slow.ts') }, signal: giveUp.signal });
  await until(() => readProcesses(join(given.stateDirectory, 'processes.json')).some(({ name }) => name === 'worker'));
  giveUp.abort();
  await expect(starting).rejects.toThrow('given up');
  expect(pidsIn(given.stateDirectory)).toEqual([]);
});

/** A supervisor of its own, to be killed. */
async function startSupervisor(given: StackOptions): Promise<ChildProcess> {
  const file = join(directory, 'supervisor.ts');
  const { environment, ...rest } = given;
  writeFileSync(
    file,
    `import { startStack } from ${JSON.stringify(join(projectDirectory, 'embedded/stack.ts'))};
     await startStack({ environment: process.env, ...${JSON.stringify(rest)} }); console.log('up');`,
  );
  const child = spawn(process.execPath, [file], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  supervisor = child;
  await once(child.stdout, 'data');
  return child;
}

test('what a killed supervisor leaves ends by itself', async () => {
  const given = options();
  const killed = await startSupervisor(given);
  const pids = pidsIn(given.stateDirectory);
  killed.kill('SIGKILL');
  await until(() => pids.every((pid) => startOf(pid) === undefined));
});

test('what a killed supervisor and its watchdog leave is ended by the next start', async () => {
  const given = options();
  const killed = await startSupervisor(given);
  const left = readProcesses(join(given.stateDirectory, 'processes.json'));
  process.kill(left.find(({ name }) => name === 'watchdog')?.pid ?? 0, 'SIGSTOP');
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  const said: string[] = [];
  stack = await startStack({ ...given, says: (line) => said.push(line) });
  expect(said[0]).toBe('Ended what an earlier start had left running: api, worker, mail.');
  expect(left.map(({ pid }) => startOf(pid))).toEqual(left.map(() => undefined));
  expect(JSON.parse(readFileSync(join(given.stateDirectory, 'processes.json'), 'utf8'))).toHaveLength(4);
});
