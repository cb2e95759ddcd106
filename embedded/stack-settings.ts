import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Config, readConfig } from '../config.ts';
import { databasePlace } from './database-place.ts';
import { type Environment, projectDirectory } from './environment.ts';
import { choosePorts, freePorts, type PortNeed } from './ports.ts';

/** Which parts the stack brings along, because the environment names no other. */
export interface EmbeddedParts {
  readonly database: boolean;
  readonly temporal: boolean;
  readonly mail: boolean;
}

/** Everything that is settled before the first process starts. */
export interface StackSettings {
  readonly config: Config;
  readonly stateDirectory: string;
  readonly embedded: EmbeddedParts;
  readonly ports: Readonly<Record<string, number>>;
  /** What the product's processes get: the given environment and what the embedded parts add. */
  readonly environment: Environment;
}

export const stateDirectoryOf = (config: Config): string => resolve(projectDirectory, config.STATE_DIR);

export const embeddedParts = (config: Config): EmbeddedParts => ({
  database: config.DATABASE_URL === undefined,
  temporal: config.TEMPORAL_ADDRESS === undefined,
  mail: config.SMTP_HOST === undefined && config.NIGHTSHIFT_ENV !== 'production',
});

const inner = (name: string, usual: number, purpose: string): PortNeed => ({ name, usual, host: '127.0.0.1', purpose, mayMove: true });

function portNeeds(config: Config, embedded: EmbeddedParts): PortNeed[] {
  return [
    { name: 'PORT', usual: 8000, host: config.HOST, purpose: 'the web UI', mayMove: false },
    ...(embedded.temporal ? [inner('TEMPORAL_PORT', 7233, 'the Temporal server'), inner('TEMPORAL_UI_PORT', 8233, 'the Temporal UI')] : []),
    ...(embedded.mail
      ? [inner('SMTP_CATCHER_PORT', 1025, 'the mail catcher'), inner('HTTP_CATCHER_PORT', 8025, "the mail catcher's page")]
      : []),
    ...(embedded.database && process.platform === 'win32' ? [inner('EMBEDDED_DATABASE_PORT', 5433, 'the database')] : []),
  ];
}

/** Signs sessions. Made once and kept, so that a restart signs nobody out. */
function keptSecret(stateDirectory: string): string {
  const file = join(stateDirectory, 'secret.key');
  if (!existsSync(file)) writeFileSync(file, randomBytes(48).toString('base64url'), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8').trim();
}

/** Where a program on this machine finds what listens on a host. */
export function reachableHost(host: string): string {
  if (['0.0.0.0', '::', 'localhost'].includes(host)) return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function databaseEnvironment(stateDirectory: string, ports: Readonly<Record<string, number>>): Environment {
  const port = ports['EMBEDDED_DATABASE_PORT'];
  return {
    DATABASE_URL: databasePlace(stateDirectory, port).url,
    ...(port === undefined ? {} : { EMBEDDED_DATABASE_PORT: String(port) }),
  };
}

const temporalEnvironment = (config: Config, ports: Readonly<Record<string, number>>): Environment => ({
  TEMPORAL_ADDRESS: `127.0.0.1:${ports['TEMPORAL_PORT']}`,
  TEMPORAL_UI_URL: config.TEMPORAL_UI_URL ?? `http://127.0.0.1:${ports['TEMPORAL_UI_PORT']}`,
});

const mailEnvironment = (stateDirectory: string, ports: Readonly<Record<string, number>>): Environment => ({
  SMTP_HOST: '127.0.0.1',
  SMTP_PORT: String(ports['SMTP_CATCHER_PORT']),
  SMTP_SECURITY: 'none',
  SMTP_CATCHER_PORT: String(ports['SMTP_CATCHER_PORT']),
  HTTP_CATCHER_PORT: String(ports['HTTP_CATCHER_PORT']),
  MAIL_CATCHER_URL: `http://127.0.0.1:${ports['HTTP_CATCHER_PORT']}`,
  MAIL_DIR: join(stateDirectory, 'mail'),
});

/** Somebody for escalations to go to while only the catcher gets them. */
const embeddedOncall = 'oncall@localhost';

function stackEnvironment(
  given: Environment,
  config: Config,
  embedded: EmbeddedParts,
  stateDirectory: string,
  ports: Readonly<Record<string, number>>,
): Environment {
  return {
    ...given,
    STATE_DIR: stateDirectory,
    JOBS_DIR: resolve(projectDirectory, config.JOBS_DIR),
    HOST: config.HOST,
    PORT: String(ports['PORT']),
    PUBLIC_URL: config.PUBLIC_URL ?? `http://${reachableHost(config.HOST)}:${ports['PORT']}`,
    SECRET_KEY: config.SECRET_KEY ?? keptSecret(stateDirectory),
    ...(embedded.database ? databaseEnvironment(stateDirectory, ports) : {}),
    ...(embedded.temporal ? temporalEnvironment(config, ports) : {}),
    ...(embedded.mail ? mailEnvironment(stateDirectory, ports) : {}),
    ...(embedded.mail && config.ONCALL_EMAILS.length === 0 ? { ONCALL_EMAILS: embeddedOncall } : {}),
  };
}

/**
 * Reads the configuration, settles the ports and works out what every process gets.
 * @throws ConfigError or StartError
 */
export async function settleStack(given: Environment, ports: 'configured' | 'free'): Promise<StackSettings> {
  const config = readConfig(given);
  const stateDirectory = stateDirectoryOf(config);
  const embedded = embeddedParts(config);
  for (const name of ['', 'logs', 'temporal', 'mail']) mkdirSync(join(stateDirectory, name), { recursive: true, mode: 0o700 });
  const needs = portNeeds(config, embedded);
  const chosen = ports === 'free' ? await freePorts(needs) : await choosePorts(needs, given, join(stateDirectory, 'ports.json'));
  return {
    config,
    stateDirectory,
    embedded,
    ports: chosen,
    environment: stackEnvironment(given, config, embedded, stateDirectory, chosen),
  };
}
