import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allFaults, chosenFaults } from './fault-plan.ts';
import { type End, endOf } from './judge.ts';
import { jobName, kinds, type Lane, openLane } from './lane.ts';
import { createPool } from './lane-pool.ts';
import { readPassed } from './observe.ts';
import { suffer } from './suffer.ts';
import { type SharedTemporal, startTemporal } from './temporal-server.ts';

const namespaces = ['faults-1', 'faults-2', 'faults-3', 'faults-4'];

let temporal: SharedTemporal;
let opening: readonly Promise<Lane>[] = [];
let inLane: ReturnType<typeof createPool>;
/** How each kind of job's case ends without any fault. */
const cleanEnds = new Map<string, End>();
let reached: readonly string[] = [];

const expectedEnds = (batch: string) => new Map(kinds.map((kind) => [jobName(kind, batch), cleanEnds.get(kind) as End]));
beforeAll(async () => {
  temporal = await startTemporal(mkdtempSync(join(tmpdir(), 'nightshift-temporal-')), namespaces);
  opening = namespaces.map((namespace) => openLane({ temporal: { address: temporal.address, namespace } }));
  for (const lane of opening) lane.catch(() => undefined);
  const lane = await (opening[0] as Promise<Lane>);
  const jobs = await lane.fail('clean');
  const seen = await lane.settle(jobs, 60_000);
  for (const kind of kinds) cleanEnds.set(kind, endOf(seen, jobName(kind, 'clean')));
  reached = [...readPassed(lane.faultsDirectory).keys()];
  inLane = createPool(await Promise.all(opening));
}, 180_000);

afterAll(async () => {
  await Promise.allSettled(opening.map(async (lane) => (await lane).close()));
  await temporal?.stop();
}, 120_000);

describe('a clean run', () => {
  test('ends every kind of case as its job is made to', () =>
    expect(Object.fromEntries([...cleanEnds].map(([kind, end]) => [kind, end.status]))).toEqual({
      'answers-late': 'RESOLVED',
      critical: 'RESOLVED',
      expected: 'IGNORED',
      'needs-memory': 'RESOLVED',
      'never-works': 'ESCALATED',
      'owner-acts': 'EMAILED',
      strange: 'ESCALATED',
      'tries-again': 'RESOLVED',
    }));

  test('reaches every point where a fault is put', () =>
    expect(reached).toEqual(expect.arrayContaining(chosenFaults.flatMap(({ faults }) => faults.map(({ point }) => point)))));
});

describe.concurrent('each case ends as without the fault', () => {
  const all = process.env['FAULTS'] === 'all';
  const cases = all ? [] : chosenFaults;
  test.each(cases.map((fault, index) => ({ ...fault, index })))('$name', async ({ index, ...fault }) => {
    expect(await inLane((lane) => suffer(lane, String(index), fault, expectedEnds(String(index))))).toEqual([]);
  });

  test.runIf(all)('at every point', { timeout: 4 * 3_600_000 }, async () => {
    const everyFault = allFaults(reached).filter(({ name }) => new RegExp(process.env['FAULTS_ONLY'] ?? '').test(name));
    expect(everyFault.length).toBeGreaterThan(0);
    const complaints = await Promise.all(
      everyFault.map((fault, index) =>
        inLane(async (lane) =>
          suffer(lane, `all-${index}`, fault, expectedEnds(`all-${index}`)).then(
            (found) => found.map((complaint) => `${fault.name}: ${complaint}`),
            (error: unknown) => [`${fault.name}: ${error instanceof Error ? error.message : String(error)}`],
          ),
        ),
      ),
    );
    expect(complaints.flat()).toEqual([]);
  });
});
