import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type End, endOf, judge, only } from './judge.ts';
import { jobName, kinds, type Lane, openLane } from './lane.ts';
import { failedRuns, reportEverything, reportRun } from './report-failures.ts';
import { startSecondWorker } from './second-worker.ts';
import { type SharedTemporal, startTemporal } from './temporal-server.ts';

let temporal: SharedTemporal;
let lane: Lane;
let second: Awaited<ReturnType<typeof startSecondWorker>>;
let clean: ReadonlyMap<string, End>;

beforeAll(async () => {
  temporal = await startTemporal(mkdtempSync(join(tmpdir(), 'nightshift-temporal-')), ['races']);
  lane = await openLane({ temporal: { address: temporal.address, namespace: 'races' }, environment: { WEBHOOK_PLATFORM: 'local' } });
  const seen = await lane.settle(await lane.fail('clean'), 60_000);
  clean = new Map(kinds.map((kind) => [kind, endOf(seen, jobName(kind, 'clean'))]));
  second = await startSecondWorker(lane.stack);
}, 180_000);
afterAll(async () => {
  await second?.stop();
  await lane?.close();
  await temporal?.stop();
}, 60_000);

/** How many of these cases Temporal holds a workflow of. */
async function alive(ids: readonly string[]): Promise<number> {
  const details = await Promise.all(
    ids.map((id) => lane.clients.admin.get<{ workflow: { historyEvents: number | null } }>(`/api/incidents/${id}`)),
  );
  return details.filter((detail) => detail.workflow.historyEvents !== null).length;
}

test('trigger, webhook, sweep and watch race for every failure, our own resubmissions included: one case each', async () => {
  const batches = ['r1', 'r2', 'r3'];
  const begun = Date.now();
  const stop = new AbortController();
  const reporting = reportEverything(lane, stop.signal);
  // Whoever is killed here has submitted and not yet noted it: for seconds only the registered run tells that its failure is ours.
  lane.arm([{ point: 'act.submit:submit:after', action: 'kill', gather: 4, patienceMs: 1_500 }]);
  const jobs = (await Promise.all(batches.map((batch) => lane.fail(batch)))).flat();
  await lane.settle(jobs, 120_000);
  await sleep(12_000);
  const seen = only(await lane.settle(jobs, 30_000), jobs);
  stop.abort();
  const reports = (await reporting).filter((report) => jobs.includes(report.job));
  expect(lane.disarm(), 'the kill has happened').toBe(true);
  expect(judge(seen, new Map(batches.flatMap((batch) => kinds.map((kind) => [jobName(kind, batch), clean.get(kind) as End]))))).toEqual([]);
  for (const job of jobs)
    expect(
      new Set(reports.filter((report) => report.job === job).map((report) => report.incidentId)).size,
      `${job}: one answer for all`,
    ).toBe(1);
  expect(
    reports.some((report) => !report.key.startsWith('foreign:')),
    'our own failures were reported, too',
  ).toBe(true);
  const open = seen.incidents.filter((incident) => ['ESCALATED', 'EMAILED'].includes(incident.status)).map((incident) => incident.id);
  expect(await alive(open), 'every open case has a live workflow').toBe(open.length);
  expect(Date.now() - begun).toBeLessThan(150_000);
});

test('a hundred reports of one failure at once are one case', async () => {
  const [job] = (await lane.fail('many')).filter((name) => name.startsWith('strange'));
  if (job === undefined) throw new Error('No such job');
  let run: string | undefined;
  while (run === undefined) run = (await failedRuns(lane)).find((failed) => failed.job === job)?.run;
  // The job's folder is as new as its failure: until a worker has seen it, a report of it names a job that nobody knows.
  const isKnown = async () => (await lane.clients.admin.get<{ items: readonly unknown[] }>(`/api/jobs?q=${job}`)).items.length > 0;
  while (!(await isKnown())) await sleep(20);
  const answers = await reportRun(lane, job, run, 50);
  expect(new Set(answers.map((answer) => answer.incidentId)).size).toBe(1);
  expect(answers.filter((answer) => answer.created).length).toBeLessThanOrEqual(1);
  expect((await lane.observe()).incidents.filter((incident) => incident.job === job)).toHaveLength(1);
});

const memoryOf = (pid: number): number => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;

test('five hundred failures at once are five hundred cases; all settle, and memory stays bounded', async () => {
  const workers = [lane.stack.child('worker').pid ?? 0, second.pid];
  const before = workers.map(memoryOf);
  const failures = Array.from({ length: 500 }, (_, index) => ({
    platform: 'airflow',
    job: `flood-${index % 25}`,
    run: `flood-run-${index}`,
    try: 1,
    owner: 'owner@example.com',
    errorText: `File "dag.py", line ${index}\nSyntaxError: invalid syntax`,
  }));
  const answers = await Promise.all(
    failures.map((failure) => lane.clients.admin.send<{ incidentId: string }>('POST', '/api/triggers/failures', failure)),
  );
  const ids = new Set(answers.map((answer) => answer.incidentId));
  expect(ids.size).toBe(500);
  const settled = async () => {
    const seen = await lane.observe();
    return { seen, open: seen.incidents.filter((one) => ids.has(one.id) && !['EMAILED', 'ESCALATED'].includes(one.status)).length };
  };
  let now = await settled();
  for (const end = Date.now() + 180_000; now.open > 0 && Date.now() < end; now = await settled()) await sleep(2_000);
  expect(now.open, 'cases that have not settled').toBe(0);
  const mails = now.seen.mails.filter((mail) => ids.has(mail.incidentId));
  expect(mails).toHaveLength(500);
  expect(new Set(mails.map((mail) => mail.incidentId)).size).toBe(500);
  for (const [index, pid] of workers.entries()) expect(memoryOf(pid) - (before[index] ?? 0), 'growth in MB').toBeLessThan(600);
});
