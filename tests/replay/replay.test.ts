import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { branches } from '../workflows/branches.ts';

const folder = join(import.meta.dirname, 'histories');
const read = (
  name: string,
): { events: { eventType: string; activityTaskScheduledEventAttributes?: { activityType: { name: string } } }[] } =>
  JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
const recorded = (generation: string): readonly string[] =>
  readdirSync(join(folder, generation)).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -'.json'.length)] : []));

describe('recorded histories', () => {
  let replay: (history: unknown) => Promise<void>;
  beforeAll(async () => {
    const logger = new DefaultLogger('ERROR', () => undefined);
    Runtime.install({ logger });
    const workflowBundle = await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
      logger,
    });
    replay = (history) =>
      Worker.runReplayHistory({ workflowBundle, replayName: 'recorded' }, historyFromJSON(history), 'incident:recorded:1');
  });

  it('has one for every branch', () => expect(recorded('.').toSorted()).toEqual(branches.map((branch) => branch.name).toSorted()));

  it.each(recorded('.'))('%s replays', async (name) => {
    await replay(read(name));
  });

  describe('from before the patch steps-in-one-go', () => {
    it.each(recorded('before-steps-in-one-go'))('%s replays', async (name) => {
      await replay(read(join('before-steps-in-one-go', name)));
    });
  });

  it('a history whose first step is another one does not replay', async () => {
    const history = read('resolved-at-once');
    const first = history.events.find((event) => event.activityTaskScheduledEventAttributes !== undefined);
    if (first?.activityTaskScheduledEventAttributes) first.activityTaskScheduledEventAttributes.activityType.name = 'somethingElse';
    await expect(replay(history)).rejects.toThrow();
  });

  it('keeps every payload under 16 KB', () => {
    for (const branch of branches)
      for (const event of read(branch.name).events) expect(JSON.stringify(event).length).toBeLessThan(16 * 1024);
  });
});
