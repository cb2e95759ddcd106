import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { projectDirectory, StartError } from './environment.ts';
import { type Says, step } from './progress.ts';
import { apiSpec, type ChildName, databaseSpec, type EntryPoints, mailSpec, temporalSpec, watchdogSpec, workerSpec } from './stack-plan.ts';
import type { StackProcesses } from './stack-processes.ts';
import type { StackSettings } from './stack-settings.ts';
import { obtainTemporalCli } from './temporal-cli.ts';

export interface StartOrder {
  readonly settings: StackSettings;
  readonly entries: EntryPoints;
  readonly without: readonly ChildName[];
  readonly processes: StackProcesses;
  readonly says: Says;
  readonly signal: AbortSignal;
}

function programs(entries: EntryPoints, needed: readonly (keyof EntryPoints)[]): EntryPoints {
  const missing = needed.filter((name) => !existsSync(resolve(projectDirectory, entries[name])));
  if (missing.length > 0)
    throw new StartError(`The checkout is incomplete: ${missing.map((name) => entries[name]).join(', ')} is missing.`);
  return entries;
}

/** The database, then its schema. Migrations also run on a database that somebody else provides. */
async function startDatabase({ settings, entries, processes, says }: StartOrder): Promise<void> {
  if (settings.embedded.database) await step('database', says, () => processes.start(databaseSpec(settings, entries.database)));
  await step(
    'migrations',
    says,
    () => processes.complete('migrations', resolve(projectDirectory, entries.migrations), 300_000),
    'up to date',
  );
}

async function startTemporal({ settings, processes, says, signal }: StartOrder): Promise<void> {
  const note: Says = (message) => says(`  temporal     ${message}`);
  const executable = await obtainTemporalCli({ environment: settings.environment, says: note, signal });
  await step('temporal', says, () => processes.start(temporalSpec(settings, executable)));
}

/**
 * Starts the parts: what does not need each other at the same time, the worker and the API when the rest is there.
 * @throws StartError for the first part that did not come up; the caller ends the others
 */
export async function startInOrder(order: StartOrder): Promise<void> {
  const { settings, processes, says, without, signal } = order;
  const runs = (name: ChildName): boolean => !without.includes(name);
  const wanted = (['worker', 'api'] as const).filter(runs);
  const entries = programs(order.entries, [
    'migrations',
    ...wanted,
    ...(settings.embedded.mail && runs('mail') ? (['mail'] as const) : []),
  ]);
  signal.throwIfAborted();
  await processes.start(watchdogSpec(settings, entries.watchdog));
  await Promise.all([
    startDatabase(order),
    settings.embedded.temporal && runs('temporal') ? startTemporal(order) : undefined,
    settings.embedded.mail && runs('mail') ? step('mail', says, () => processes.start(mailSpec(settings, entries.mail))) : undefined,
  ]);
  signal.throwIfAborted();
  await Promise.all([
    runs('worker') ? step('worker', says, () => processes.start(workerSpec(settings, entries.worker))) : undefined,
    runs('api') ? step('web', says, () => processes.start(apiSpec(settings, entries.api))) : undefined,
  ]);
}
