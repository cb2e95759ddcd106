import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { projectDirectory } from './environment.ts';
import { startOf } from './process-identity.ts';

/** A small checkout of its own with an npm that only pretends. */
let checkout: string;
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'nightshift-setup-'));
  for (const name of ['setup.mjs', 'setup'])
    cpSync(join(projectDirectory, 'embedded', name), join(checkout, 'embedded', name), { recursive: true });
  writeFileSync(join(checkout, 'package.json'), '{"type": "module"}');
  writeLock('1.0.0');
  mkdirSync(join(checkout, 'bin'));
  symlinkSync(process.execPath, join(checkout, 'bin', 'node'));
  writeNpm('echo one >> calls; sleep 0.3; mkdir -p node_modules/.bin; ln -sf "$(command -v node)" node_modules/.bin/node');
  writeProgram(
    "console.log('ran', ...process.argv.slice(2), process.env.PATH.split(':')[0].endsWith('node_modules/.bin')); process.exit(7);",
  );
});
afterEach(() => rmSync(checkout, { recursive: true, force: true }));

const packages = (version: string) => ({
  packages: { '': {}, 'node_modules/a': { version }, 'node_modules/b': { version: '2.0.0', optional: true } },
});
const writeLock = (version: string) => writeFileSync(join(checkout, 'package-lock.json'), JSON.stringify(packages(version)));
const writeProgram = (text: string) => writeFileSync(join(checkout, 'program.ts'), text);
const writeNpm = (install: string) =>
  writeFileSync(join(checkout, 'bin', 'npm'), `#!/bin/sh\nif [ "$1" = --version ]; then echo 11.0.0; exit; fi\n${install}\n`, {
    mode: 0o755,
  });
const installations = (): number => {
  try {
    return readFileSync(join(checkout, 'calls'), 'utf8').trim().split('\n').length;
  } catch {
    return 0;
  }
};

const start = (args: readonly string[], path = `${join(checkout, 'bin')}:/usr/bin:/bin`) =>
  spawn(process.execPath, [join(checkout, 'embedded/setup.mjs'), ...args], {
    cwd: checkout,
    env: { PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

async function setup(...args: string[]): Promise<{ code: number | null; output: string }> {
  return finished(start(args));
}

async function finished(child: ReturnType<typeof start>): Promise<{ code: number | null; output: string }> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

describe('the setup', () => {
  test('installs once, hands over arguments and the exit code, and is quick the next time', async () => {
    const first = await setup('run', 'program.ts', '--flag', 'value');
    expect(first).toMatchObject({ code: 7, output: expect.stringMatching(/Installing dependencies.*ran --flag value true/s) });
    expect(await setup('run', 'program.ts')).toEqual({ code: 7, output: 'ran true\n' });
    expect(installations()).toBe(1);
  });

  test('started twice at once installs once', async () => {
    const results = await Promise.all([setup('run', 'program.ts'), setup('run', 'program.ts'), setup('run', 'program.ts')]);
    expect(results.map(({ code }) => code)).toEqual([7, 7, 7]);
    expect(installations()).toBe(1);
  });

  test('installs again when the lock has changed', async () => {
    await setup('run', 'program.ts');
    writeLock('1.0.1');
    await setup('run', 'program.ts');
    expect(installations()).toBe(2);
  });

  test('installs again when a package that is named is gone, or of another version, whatever the mark says', async () => {
    writeFileSync(join(checkout, 'package.json'), '{"type": "module", "dependencies": {"a": "1.0.0"}}');
    const fill = (version: string) => `mkdir -p node_modules/a; echo '{"version": "${version}"}' > node_modules/a/package.json`;
    writeNpm(`echo one >> calls; mkdir -p node_modules/.bin; ln -sf "$(command -v node)" node_modules/.bin/node; ${fill('1.0.0')}`);
    await setup('run', 'program.ts');
    await setup('run', 'program.ts');
    expect(installations()).toBe(1);
    rmSync(join(checkout, 'node_modules/a'), { recursive: true });
    await setup('run', 'program.ts');
    expect(installations()).toBe(2);
    writeFileSync(join(checkout, 'node_modules/a/package.json'), '{"version": "0.9.0"}');
    await setup('run', 'program.ts');
    expect(installations()).toBe(3);
  });

  test('leaves the mark of another checkout alone that is linked into its own folder', async () => {
    await setup('run', 'program.ts');
    const elsewhere = join(checkout, 'mark-of-another-checkout');
    linkSync(join(checkout, 'node_modules/.nightshift-setup.json'), elsewhere);
    const before = readFileSync(elsewhere, 'utf8');
    writeLock('1.0.1');
    await setup('run', 'program.ts');
    expect(readFileSync(elsewhere, 'utf8')).toBe(before);
  });

  test('accepts what "npm ci" has installed by itself', async () => {
    mkdirSync(join(checkout, 'node_modules/.bin'), { recursive: true });
    symlinkSync(process.execPath, join(checkout, 'node_modules/.bin/node'));
    const { 'node_modules/b': _, ...installed } = packages('1.0.0').packages;
    writeFileSync(join(checkout, 'node_modules/.package-lock.json'), JSON.stringify({ packages: installed }));
    expect((await setup('run', 'program.ts')).output).toBe('ran true\n');
    expect(installations()).toBe(0);
  });

  test('goes on when a setup before it was killed', async () => {
    mkdirSync(join(checkout, '.nightshift'));
    writeFileSync(join(checkout, '.nightshift/setup.lock'), '999999999');
    expect((await setup('run', 'program.ts')).code).toBe(7);
  });

  test('says what npm said when it fails', async () => {
    writeNpm('echo "npm error code E503"; exit 1');
    const { code, output } = await setup('run', 'program.ts');
    expect(code).toBe(1);
    expect(output).toMatch(/"npm ci" ended with 1.*E503.*Check the network/s);
  });

  test('says how to get npm when there is none', async () => {
    const { code, output } = await finished(start(['run', 'program.ts'], '/nowhere'));
    expect(code).toBe(1);
    expect(output).toContain('npm was not found. It comes with Node');
  });

  test('hands a signal on and tells the program when the launcher is gone', async () => {
    writeProgram(
      "process.on('SIGTERM', () => { console.log('asked'); process.exit(0); }); process.on('disconnect', () => process.exit(0)); console.log('up', process.pid); setInterval(() => {}, 1000);",
    );
    await setup('run', 'missing.ts');
    const child = start(['run', 'program.ts']);
    const result = finished(child);
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await result).toMatchObject({ code: 0, output: expect.stringContaining('asked') });
    const orphan = start(['run', 'program.ts']);
    const [line] = (await once(orphan.stdout, 'data')) as [Buffer];
    orphan.kill('SIGKILL');
    const pid = Number(line.toString().split(' ')[1]);
    await vi.waitFor(() => expect(startOf(pid)).toBeUndefined(), { timeout: 5_000 });
  });

  test('explains itself for an unknown command', async () => {
    expect(await setup('dance')).toMatchObject({ code: 2, output: expect.stringContaining('Usage:') });
  });
});
