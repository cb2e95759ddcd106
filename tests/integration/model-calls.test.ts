import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DeskQuestion } from '../../connectors/model/desk.ts';
import { workflowActor } from '../../domain/people/actor.ts';
import type { Behaviour } from '../simulators/openai/behaviour.ts';
import { type ModelSimulator, startModelSimulator } from '../simulators/openai/simulator.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { createTestDesk, type TestDeskOptions } from '../support/model-desk.ts';

const schema = z.object({ word: z.string() });
const said: Behaviour = { kind: 'json', value: { word: 'disk' } };
const failing: Behaviour = { kind: 'error', error: 'server-error' };
const tenantId = 'default';

let database: TestDatabase;
let simulator: ModelSimulator;
beforeAll(async () => {
  database = await openTestDatabase();
  simulator = await startModelSimulator();
});
afterAll(async () => {
  await simulator.close();
  await database.close();
});
beforeEach(async () => {
  simulator.forget();
  simulator.answer = () => said;
  for (const table of ['model_call', 'model_claim', 'model_budget']) await sql(`delete from ${table}`);
});

const sql = <Row>(text: string) => database.transact(tenantId, workflowActor, (tx) => tx.rows<Row>(text));
const desk = (options?: TestDeskOptions) => createTestDesk(database.transact, simulator.url, options);
const question = (name: string, changes: Partial<DeskQuestion<z.infer<typeof schema>>> = {}): DeskQuestion<z.infer<typeof schema>> => ({
  tenantId,
  actor: workflowActor,
  purpose: 'diagnosis',
  key: `diagnosis:${name}`,
  holder: `case-${name}`,
  incidentId: null,
  fingerprint: name,
  promptVersion: 'test-1',
  instructions: 'Answer.',
  prompt: `What is wrong with ${name}?`,
  schema,
  ...changes,
});
const spent = async () => {
  const [row] = await sql<{ tokens: string; cost_micros: string }>('select tokens, cost_micros from model_budget');
  return { tokens: Number(row?.tokens ?? 0), micros: Number(row?.cost_micros ?? 0) };
};

describe('a question', () => {
  it('is stored with its answer, its cost and a line of the record each', async () => {
    const reply = await desk({ prices: { input: 2, output: 10 } })(question('one'));
    expect(reply).toMatchObject({ outcome: 'answered', value: { word: 'disk' }, usage: { calls: 1 } });
    const [call] = await sql<Record<string, unknown>>('select * from model_call');
    expect(call).toMatchObject({
      outcome: 'answered',
      answer: { word: 'disk' },
      fingerprint: 'one',
      prompt_version: 'test-1',
      model: 'sim',
    });
    const [tokensIn, tokensOut] = [Number(call?.['tokens_in']), Number(call?.['tokens_out'])];
    expect(Number(call?.['cost_micros'])).toBe(tokensIn * 2 + tokensOut * 10);
    expect(await spent()).toEqual({ tokens: tokensIn + tokensOut, micros: tokensIn * 2 + tokensOut * 10 });
    const lines = await sql<{ kind: string }>(`select kind from record where detail->>'callId' = '${reply.callId}' order by id`);
    expect(lines.map((line) => line.kind)).toEqual(['model-asked', 'model-answered']);
  });

  it('is not asked again: not by a rerun, not for another case with the fingerprint, not with the same prompt', async () => {
    const first = await desk()(question('two'));
    expect(await desk()(question('two'))).toMatchObject({ outcome: 'answered', value: { word: 'disk' }, callId: first.callId });
    await desk()(question('two', { holder: 'another-case', prompt: 'What is wrong, told otherwise?' }));
    await desk()(question('two', { key: 'diagnosis:elsewhere', holder: 'third' }));
    expect(simulator.requests).toHaveLength(1);
  });

  it('is asked anew after its window, and with another prompt version', async () => {
    await desk({ limits: { windowMs: 0 } })(question('three'));
    await desk()(question('three', { prompt: 'Something new' }));
    await desk()(question('three', { key: 'diagnosis:three:v2', promptVersion: 'test-2' }));
    expect(simulator.requests).toHaveLength(3);
  });

  it('asked by many at once is asked once, and all get the answer', async () => {
    const replies = await Promise.all(
      Array.from({ length: 6 }, (_, index) => desk()(question('crowd', { holder: `case-${index}`, prompt: `Case ${index}` }))),
    );
    expect(replies.map((reply) => reply.outcome === 'answered' && reply.value)).toEqual(
      Array.from({ length: 6 }, () => ({ word: 'disk' })),
    );
    expect(simulator.requests).toHaveLength(1);
  });

  it('whose asker died is taken over: by its own rerun at once, by others when the lease is over', async () => {
    const abandoned = (until: string) =>
      sql(`update model_claim set holder = 'dead', valid_until = null, lease_until = ${until}; `).then(() =>
        sql(`update model_call set outcome = null, answer = null, settled_at = null where outcome = 'answered'`),
      );
    await desk()(question('died', { holder: 'dead' }));
    await abandoned(`now() + interval '1 hour'`);
    expect(await desk()(question('died', { holder: 'dead' }))).toMatchObject({ outcome: 'answered' });
    await abandoned(`now() - interval '1 second'`);
    expect(await desk()(question('died', { holder: 'somebody' }))).toMatchObject({ outcome: 'answered' });
    expect(simulator.requests).toHaveLength(3);
    const lost = await sql(`select id from model_call where outcome = 'failed' and tokens_in > 0`);
    expect(lost).toHaveLength(2);
  });

  it('without an answer rests for a while, and is then asked again', async () => {
    simulator.answer = () => failing;
    expect(await desk()(question('sick'))).toMatchObject({ outcome: 'failed' });
    expect(await desk()(question('sick', { holder: 'another' }))).toMatchObject({
      outcome: 'failed',
      hint: expect.stringContaining('500'),
    });
    expect(simulator.requests).toHaveLength(1);
    await sql(`update model_claim set valid_until = now() - interval '1 second'`);
    simulator.answer = () => said;
    expect(await desk()(question('sick'))).toMatchObject({ outcome: 'answered' });
  });

  it('that is cancelled leaves its claim free', async () => {
    simulator.answer = () => ({ kind: 'hang' });
    const stop = new AbortController();
    const asked = desk()(question('stopped'), stop.signal);
    while (simulator.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    expect(await asked).toMatchObject({ outcome: 'cancelled' });
    simulator.answer = () => said;
    expect(await desk()(question('stopped', { holder: 'another' }))).toMatchObject({ outcome: 'answered' });
  });
});

describe('the daily budget', () => {
  it('in tokens stops before it is passed, also for many at once, and sends nothing', async () => {
    const replies = await Promise.all(
      Array.from({ length: 8 }, (_, index) => desk({ limits: { dailyTokens: 3000 } })(question(`budget-${index}`))),
    );
    const stopped = replies.filter((reply) => reply.outcome === 'over-budget');
    expect(stopped.length).toBeGreaterThan(0);
    expect(simulator.requests).toHaveLength(8 - stopped.length);
    expect((await spent()).tokens).toBeLessThanOrEqual(3000);
  });

  it('in money does too', async () => {
    const costly: TestDeskOptions = { limits: { dailyMicros: 1_000_000 }, prices: { input: 100, output: 1000 } };
    expect(await desk(costly)(question('dear'))).toMatchObject({ outcome: 'answered' });
    await sql('update model_budget set cost_micros = 900000');
    expect(await desk(costly)(question('dearer'))).toMatchObject({ outcome: 'over-budget', hint: expect.stringContaining('00:00 UTC') });
    expect(simulator.requests).toHaveLength(1);
  });

  it('of yesterday does not count', async () => {
    await desk({ limits: { dailyTokens: 3000 } })(question('yesterday'));
    await sql(`update model_budget set tokens = 3000, day = day - 1`);
    expect(await desk({ limits: { dailyTokens: 3000 } })(question('today'))).toMatchObject({ outcome: 'answered' });
  });

  it('leaves no room for a repair where it has none', async () => {
    simulator.answer = () => ({ kind: 'text', text: 'no JSON' });
    expect(await desk({ limits: { dailyTokens: 1000 } })(question('narrow'))).toMatchObject({ outcome: 'invalid', usage: { calls: 1 } });
  });
});

describe('an endpoint in trouble', () => {
  it('is left alone after five failures in a row, then probed by one', async () => {
    simulator.answer = () => failing;
    for (let index = 0; index < 5; index++) await desk()(question(`trouble-${index}`));
    expect(await desk()(question('trouble-6'))).toMatchObject({ outcome: 'resting' });
    expect(simulator.requests).toHaveLength(5);
    await sql(`update model_call set at = at - interval '3 minutes', settled_at = settled_at - interval '3 minutes'`);
    simulator.answer = () => said;
    expect(await desk()(question('probe'))).toMatchObject({ outcome: 'answered' });
    expect(await desk()(question('after'))).toMatchObject({ outcome: 'answered' });
  });

  it('is not blamed for answers that a question deserved', async () => {
    simulator.answer = () => ({ kind: 'refusal', text: 'No.' });
    for (let index = 0; index < 6; index++) expect(await desk()(question(`refused-${index}`))).toMatchObject({ outcome: 'refused' });
  });
});

it('keeps what one tenant asked from another', async () => {
  await database.orm.em.getConnection().execute(`insert into tenant (id, name) values ('other', 'Other') on conflict do nothing`);
  await desk()(question('shared'));
  await desk()(question('shared', { tenantId: 'other' }));
  expect(simulator.requests).toHaveLength(2);
  expect(await sql('select id from model_call')).toHaveLength(1);
});

it('sends no configured secret, stores none', async () => {
  const options = { secrets: ['correct-horse-battery'] };
  await desk({ options })(
    question('secret', {
      prompt: `Login failed with correct-horse-battery and ${Buffer.from('correct-horse-battery').toString('base64')}`,
    }),
  );
  expect(simulator.requests[0]?.raw).not.toMatch(/correct-horse|Y29ycmVjdC1ob3Jz/);
  expect(JSON.stringify(await sql('select * from model_call'))).not.toMatch(/correct-horse|Y29ycmVjdC1ob3Jz/);
});
