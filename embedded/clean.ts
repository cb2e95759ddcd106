import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { messageOf, projectDirectory } from './environment.ts';
import { endLeftovers } from './process-registry.ts';
import { stateDirectoryOf } from './stack-settings.ts';
import { acquireLock } from './state-lock.ts';

const help = `Removes what can be made again: the built web UI and test reports.

Usage: npm run clean [-- --state]

  --state   also removes STATE_DIR with every incident, mail and log in it
`;

async function removeState(): Promise<void> {
  const directory = stateDirectoryOf(readConfig(process.env));
  if (!existsSync(join(directory, 'secret.key'))) return console.log(`${directory} holds no state of Nightshift; it was left alone.`);
  const lock = acquireLock(join(directory, 'supervisor.lock'), (holder) => `Nightshift runs on ${directory} (${holder}). Stop it first.`);
  await endLeftovers(join(directory, 'processes.json'));
  lock.release();
  rmSync(directory, { recursive: true, force: true });
  console.log(`Removed ${directory}`);
}

try {
  const { values } = parseArgs({ options: { state: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
  if (values.help) console.log(help);
  else {
    for (const name of ['web/dist', 'coverage']) rmSync(join(projectDirectory, name), { recursive: true, force: true });
    console.log('Removed web/dist and coverage.');
    if (values.state) await removeState();
  }
} catch (problem) {
  console.error(messageOf(problem));
  process.exit(1);
}
