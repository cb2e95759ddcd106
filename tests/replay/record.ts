import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { incidentWorkflowId } from '../../workflows/contract.ts';
import { startLifecycle } from '../support/lifecycle.ts';
import { timeSkipping } from '../support/temporal.ts';
import { branches, play } from '../workflows/branches.ts';

/**
 * Records one history per branch. A recorded one that no longer replays wants `patched`: with it the old ones move into a folder of
 * the patch's, where they go on to be replayed as long as cases of their kind may run, and new ones are recorded in their place.
 */
const only = process.argv.slice(2);
const folder = join(import.meta.dirname, 'histories');
mkdirSync(folder, { recursive: true });
const life = await startLifecycle({ environment: await timeSkipping() });
await life.policy({ maxAutomaticSubmissionsPerHour: 10_000, breaker: { failures: 1_000 }, emailedDeadlineMs: 6 * 3_600_000 });
for (const branch of branches.filter((one) => only.length === 0 || only.includes(one.name))) {
  const id = await play(life, branch);
  const history = await life.client.workflow.getHandle(incidentWorkflowId(id, 1)).fetchHistory();
  writeFileSync(
    join(folder, `${branch.name}.json`),
    `${historyToJSON(history).replaceAll(/"identity":"[^"]*"/g, '"identity":"recorder"')}\n`,
  );
  console.log(`${branch.name}: ${history.events?.length} events`);
}
await life.close();
await life.environment.teardown();
