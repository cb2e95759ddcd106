import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCase } from '../../store/cases.ts';
import { registerSubmission, settleTry } from '../../store/runs.ts';
import { failure, type Kit, openKit, tenantId } from './kit.ts';

let kit: Kit;
beforeAll(async () => void (kit = await openKit()));
afterAll(() => kit.database.close());
const read = (id: string) => kit.transact((tx) => readCase(tx, id));

describe('the identity of a failure', () => {
  it('opens one incident for fifty reports of the same failure at once', async () => {
    const report = failure({ runKey: 'same' });
    const answers = (await Promise.all(Array.from({ length: 50 }, () => kit.accept(report)))).flat();
    expect(new Set(answers.map((answer) => answer.incidentId)).size).toBe(1);
    expect(answers.filter((answer) => answer.created)).toHaveLength(1);
  });

  it('opens one for a batch that names a failure twice', async () => {
    const answers = await kit.accept(failure({ runKey: 'twice' }), failure({ runKey: 'other' }), failure({ runKey: 'twice' }));
    expect(answers.map((answer) => answer.incidentId === answers[0]?.incidentId)).toEqual([true, false, true]);
    expect(answers.filter((answer) => answer.created)).toHaveLength(2);
  });

  it('tells platform, job, run and try apart', async () => {
    const base = failure({ runKey: 'apart' });
    const answers = await kit.accept(
      base,
      { ...base, platform: 'airflow' },
      { ...base, jobKey: 'other' },
      { ...base, runKey: 'b' },
      { ...base, try: 1 },
    );
    expect(new Set(answers.map((answer) => answer.incidentId)).size).toBe(5);
  });

  it('opens a new one for a later try, also when the first is closed', async () => {
    const [first] = await kit.accept(failure({ runKey: 'repaired' }));
    await kit.transact((tx) =>
      tx.rows(`update incident set status = 'RESOLVED', closed_at = now() where tenant_id = $1 and id = $2`, [tenantId, first?.incidentId]),
    );
    expect(await kit.accept(failure({ runKey: 'repaired' }))).toEqual([{ incidentId: first?.incidentId, created: false }]);
    const [later] = await kit.accept(failure({ runKey: 'repaired', try: 1 }));
    expect(later).toMatchObject({ created: true });
  });
});

describe('a report that does not tell the try', () => {
  it('joins the open incident of the run, and gets its try from a later report', async () => {
    const [vague] = await kit.accept(failure({ runKey: 'vague', try: null }));
    const [again] = await kit.accept(failure({ runKey: 'vague', try: null }));
    const [told] = await kit.accept(failure({ runKey: 'vague', try: 2 }));
    expect([again?.incidentId, told?.incidentId]).toEqual([vague?.incidentId, vague?.incidentId]);
    expect((await read(vague?.incidentId ?? '')).run.try).toBe(2);
  });

  const batches: readonly [string, readonly (number | null)[], readonly (number | null)[]][] = [
    ['no try and a try', [], [null, 1]],
    ['a try and none', [], [1, null]],
    ['no try and several', [], [null, 1, 2, 2]],
    ['several and none', [], [2, null, 3]],
    ['several tries of a run that is known without one', [null], [1, 2]],
    ['the same try twice', [null], [1, 1, null]],
    ['a known try and others', [1], [null, 2, 1]],
  ];
  it.each(batches.flatMap(([name, before, batch]) => ['nightly', 'unheard of'].map((job) => [name, job, before, batch] as const)))(
    'means the same in a batch as by itself: %s, of the job %s',
    async (name, job, before, batch) => {
      const report = (way: string, number: number | null) => failure({ jobKey: `${job}${name}${way}`, runKey: 'r', try: number });
      if (job === 'nightly') for (const way of ['one by one', 'at once']) await kit.accept(failure({ ...report(way, 0), runKey: 'other' }));
      for (const way of ['one by one', 'at once']) for (const number of before) await kit.accept(report(way, number));
      const oneByOne = [];
      for (const number of batch) oneByOne.push(...(await kit.accept(report('one by one', number))));
      const atOnce = await kit.accept(...batch.map((number) => report('at once', number)));
      const shape = (answers: typeof atOnce) =>
        answers.map(({ incidentId, created }) => [answers.findIndex((one) => one.incidentId === incidentId), created]);
      expect(shape(atOnce)).toEqual(shape(oneByOne));
    },
  );

  it('opens a new one beside a closed incident, and is closed as its duplicate once the platform tells the try', async () => {
    const [first] = await kit.accept(failure({ runKey: 'closed', try: 3 }));
    await kit.transact((tx) =>
      tx.rows(`update incident set status = 'RESOLVED', closed_at = now() where tenant_id = $1 and id = $2`, [tenantId, first?.incidentId]),
    );
    const [vague] = await kit.accept(failure({ runKey: 'closed', try: null }));
    expect(vague).toMatchObject({ created: true });
    const facts = {
      try: 3,
      state: 'failed',
      startedAt: null,
      finishedAt: null,
      exitCode: 1,
      signal: null,
      reason: null,
      url: null,
      parameters: {},
    } as const;
    const settled = await kit.transact(async (tx) => settleTry(tx, await readCase(tx, vague?.incidentId ?? ''), facts));
    expect(settled).toBe('duplicate');
    expect((await read(vague?.incidentId ?? '')).status).toBe('CANCELLED');
  });
});

describe('failures of runs that we submitted', () => {
  it('belong to the incident of the submission, by its key and by its run', async () => {
    const [opened] = await kit.accept(failure({ runKey: 'original' }));
    const id = opened?.incidentId ?? '';
    await kit.transact(async (tx) =>
      registerSubmission(tx, await readCase(tx, id), { key: `${id}/1/submit`, attempt: 1, parameters: {}, expected: null }),
    );
    const ours = failure({ runKey: 'resubmitted', submissionKey: `${id}/1/submit`, detectedBy: 'sweep' });
    expect(await kit.accept(ours)).toEqual([{ incidentId: id, created: false }]);
    expect(await kit.accept({ ...ours, submissionKey: null })).toEqual([{ incidentId: id, created: false }]);
    expect((await read(id)).run).toMatchObject({ runKey: 'resubmitted', attempt: 1, state: 'failed' });
  });

  it('also when the sweep is faster than the reply to our submission, and both race', async () => {
    const [opened] = await kit.accept(failure({ runKey: 'raced' }));
    const id = opened?.incidentId ?? '';
    await kit.transact(async (tx) =>
      registerSubmission(tx, await readCase(tx, id), { key: `${id}/1/submit`, attempt: 1, parameters: {}, expected: null }),
    );
    const ours = failure({ runKey: 'raced-again', submissionKey: `${id}/1/submit` });
    const answers = (await Promise.all(Array.from({ length: 10 }, () => kit.accept(ours)))).flat();
    expect(new Set(answers.map((answer) => answer.incidentId))).toEqual(new Set([id]));
  });
});

describe('failures from before the connection of a platform', () => {
  it('are recorded in shadow only; later ones are not', async () => {
    const before = failure({ runKey: 'before', finishedAt: '2019-12-31T23:59:59.999Z' });
    const after = failure({ runKey: 'after', finishedAt: '2020-01-01T00:00:00.001Z' });
    const [old, young, untold] = await kit.accept(before, after, failure({ runKey: 'untold' }));
    const shadows = await Promise.all([old, young, untold].map(async (one) => (await read(one?.incidentId ?? '')).shadow));
    expect(shadows).toEqual([true, false, false]);
  });
});

describe('accepting', () => {
  it('writes run, incident, evidence and record together', async () => {
    const before = await kit.counts();
    await kit.accept(failure({ runKey: 'whole', errorText: 'it broke', logTail: 'last words' }));
    const after = await kit.counts();
    const grown = Object.keys(after)
      .filter((table) => after[table] !== before[table])
      .map((table) => [table, (after[table] ?? 0) - (before[table] ?? 0)]);
    expect(Object.fromEntries(grown)).toEqual({ evidence: 2, incident: 1, job_run: 1, record: 1 });
  });

  it('leaves nothing when it fails half-way', async () => {
    const before = await kit.counts();
    await expect(kit.accept(failure({ runKey: 'half' }), failure({ runKey: 'bad', finishedAt: 'no time at all' }))).rejects.toThrow();
    expect(await kit.counts()).toEqual(before);
  });
});
