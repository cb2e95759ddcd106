import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Variant } from './broken-variants.ts';
import { endOf } from './judge.ts';
import { jobName, kinds, openLane } from './lane.ts';
import { suffer } from './suffer.ts';
import { type SharedTemporal, startTemporal } from './temporal-server.ts';

let temporal: SharedTemporal;
beforeAll(async () => {
  temporal = await startTemporal(mkdtempSync(join(tmpdir(), 'nightshift-temporal-')), ['without-key', 'without-claim']);
}, 60_000);
afterAll(() => temporal?.stop());

/** Workers that lack what makes a step exactly once. The judge that finds nothing here would find nothing anywhere. */
describe.concurrent('the judge complains', () => {
  test.each<[Variant, string, RegExp]>([
    ['key', 'act.submit:submit:after', /was submitted 2 times/],
    ['claim', 'act.tell-owner:settle-mail:after', /\(owner\) came 2 times/],
  ])('without the %s', async (without, point, complaint) => {
    const lane = await openLane({
      temporal: { address: temporal.address, namespace: `without-${without}` },
      environment: { FAULTS_WITHOUT: without },
    });
    try {
      const clean = await lane.settle(await lane.fail('clean'), 60_000);
      const ends = new Map(kinds.map((kind) => [jobName(kind, 'killed'), endOf(clean, jobName(kind, 'clean'))]));
      const faults = [{ point, action: 'kill', gather: 3, patienceMs: 1_000 } as const];
      const complaints = await suffer(lane, 'killed', { name: point, faults }, ends);
      expect(complaints.join('\n')).toMatch(complaint);
    } finally {
      await lane.close();
    }
  });
});
