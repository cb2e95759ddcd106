import { join, resolve } from 'node:path';
import { type Environment, projectDirectory } from './environment.ts';
import type { ChildSpec } from './managed-child.ts';
import { watchdogName } from './process-registry.ts';
import { answers, type Probe, readyLine } from './readiness.ts';
import { reachableHost, type StackSettings } from './stack-settings.ts';
import { plainEnvironment, temporalReady, temporalServerArguments } from './temporal-server.ts';

/** The processes of the stack, in the order in which they start. */
export type ChildName = 'watchdog' | 'database' | 'temporal' | 'mail' | 'worker' | 'api';

/** The programs, relative to the checkout. Tests put others in their place. */
export const entryPoints = {
  watchdog: 'embedded/watchdog.ts',
  database: 'embedded/database.ts',
  migrations: 'store/migrate.ts',
  mail: 'embedded/mail-catcher.ts',
  worker: 'temporal/worker.ts',
  api: 'api/server.ts',
  interrupt: 'connectors/local/interrupt.ts',
};
export type EntryPoints = typeof entryPoints;

/**
 * Flags of the API's process. Under load V8 gives young objects ever more room and collects the old ones late: after 50,000 reports the
 * process held 520 to 600 MB, though 324 are enough where the heap is limited. With a small young space it holds 400 to 440, and takes about a tenth fewer
 * reports a second.
 */
export const apiFlags = ['--max-semi-space-size=4'] as const;

interface NodeChild {
  readonly name: ChildName;
  readonly entry: string;
  readonly ready: Probe;
  readonly readyWithinMs: number;
  readonly stopWithinMs: number;
  readonly flags?: readonly string[];
  readonly arguments?: readonly string[];
  readonly environment?: Environment;
  readonly holdsPipe?: boolean;
}

const logFileOf = ({ stateDirectory }: StackSettings, name: string): string => join(stateDirectory, 'logs', `${name}.log`);

const nodeChild = (settings: StackSettings, { entry, flags = [], arguments: extra = [], ...child }: NodeChild): ChildSpec => ({
  environment: settings.environment,
  ...child,
  command: process.execPath,
  arguments: [...flags, resolve(projectDirectory, entry), ...extra],
  directory: projectDirectory,
  logFile: logFileOf(settings, child.name),
});

/** Ends the others when the supervisor dies. */
export const watchdogSpec = (settings: StackSettings, entry: string): ChildSpec =>
  nodeChild(settings, {
    name: watchdogName,
    entry,
    arguments: [settings.stateDirectory],
    environment: plainEnvironment(settings.environment),
    ready: readyLine,
    readyWithinMs: 20_000,
    stopWithinMs: 2_000,
    holdsPipe: true,
  });

export const databaseSpec = (settings: StackSettings, entry: string): ChildSpec =>
  nodeChild(settings, { name: 'database', entry, ready: readyLine, readyWithinMs: 90_000, stopWithinMs: 15_000 });

export const mailSpec = (settings: StackSettings, entry: string): ChildSpec =>
  nodeChild(settings, {
    name: 'mail',
    entry,
    ready: answers(`${settings.environment['MAIL_CATCHER_URL']}/health`),
    readyWithinMs: 30_000,
    stopWithinMs: 5_000,
  });

/** A worker may take a while to hand back what it has begun. */
export const workerSpec = (settings: StackSettings, entry: string): ChildSpec =>
  nodeChild(settings, { name: 'worker', entry, ready: readyLine, readyWithinMs: 90_000, stopWithinMs: 15_000 });

export const apiSpec = (settings: StackSettings, entry: string): ChildSpec =>
  nodeChild(settings, {
    name: 'api',
    entry,
    flags: apiFlags,
    ready: answers(`http://${reachableHost(settings.config.HOST)}:${settings.ports['PORT']}/ready`),
    readyWithinMs: 90_000,
    stopWithinMs: 8_000,
  });

export function temporalSpec(settings: StackSettings, executable: string): ChildSpec {
  const { stateDirectory, ports, config, environment } = settings;
  const server = {
    executable,
    stateDirectory,
    port: ports['TEMPORAL_PORT'] ?? 0,
    uiPort: ports['TEMPORAL_UI_PORT'] ?? 0,
    namespace: config.TEMPORAL_NAMESPACE,
  };
  return {
    name: 'temporal',
    command: executable,
    arguments: temporalServerArguments(server),
    environment: plainEnvironment(environment),
    directory: stateDirectory,
    logFile: logFileOf(settings, 'temporal'),
    ready: temporalReady(server, environment),
    readyWithinMs: 60_000,
    stopWithinMs: 10_000,
  };
}
