import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decide } from '../../activities/decide.ts';
import type { ActivityDeps } from '../../activities/deps.ts';
import { investigate } from '../../activities/investigate.ts';
import type { ModelMode } from '../../domain/diagnosis/model-turn.ts';
import type { ModelVerdict } from '../../domain/diagnosis/model-verdict.ts';
import { promptVersion } from '../../domain/diagnosis/prompt.ts';
import type { Diagnosis } from '../../domain/diagnosis/types.ts';
import { readDiagnosis } from '../../store/diagnoses.ts';
import { rememberExample } from '../../store/knowledge/examples.ts';
import { readCaseModelCalls } from '../../store/reads/case-model-calls.ts';
import type { Behaviour } from '../simulators/openai/behaviour.ts';
import { type ModelSimulator, startModelSimulator } from '../simulators/openai/simulator.ts';
import { createTestDesk, type TestDeskOptions } from '../support/model-desk.ts';
import { red } from '../support/scripted-platform.ts';
import { approver, heap, type Kit, memory, openKit, tenantId } from './kit.ts';

/** A failure that no rule knows; the name makes it one of its own. */
const odd = (name: string) => `the ${name} zorbulator went beyond its frame`;
const verdict = (changes: Partial<ModelVerdict> = {}): ModelVerdict => ({
  cause: 'RESOURCE',
  origin: 'THIRD_PARTY_SYSTEM',
  action: 'RETRY_WITH_NEW_PARAMS',
  confidence: 0.9,
  rootCause: 'The frame was too small.',
  quotes: [],
  parameters: [],
  ...changes,
});

let kit: Kit;
let simulator: ModelSimulator;
beforeAll(async () => {
  kit = await openKit();
  simulator = await startModelSimulator();
});
afterAll(async () => {
  await simulator.close();
  await kit.database.close();
});
beforeEach(() => {
  simulator.forget();
  simulator.answer = () => ({ kind: 'json', value: verdict() });
});

const withModel = (mode: ModelMode = 'on-miss', options: TestDeskOptions = {}): ActivityDeps => ({
  ...kit.deps,
  model: { desk: createTestDesk(kit.database.transact, simulator.url, options), mode },
});
let job = 0;
/** A new case of a job of its own whose run fails with this text. */
async function failing(errorText: string): Promise<string> {
  const jobKey = `job-${++job}`;
  kit.platform.declare({ jobKey, tunables: [memory] }, [red(errorText)]);
  return kit.fail(jobKey);
}
async function diagnosed(deps: ActivityDeps, errorText: string): Promise<Diagnosis & { readonly incidentId: string }> {
  const incidentId = await failing(errorText);
  await investigate(deps, { tenantId, incidentId, round: 1 });
  const found = await kit.transact((tx) => readDiagnosis(tx, incidentId, 1));
  if (found === null) throw new Error('No diagnosis was stored');
  return { ...found, incidentId };
}
const modelStage = (found: Diagnosis) => found.stages.find((stage) => stage.stage === 'model');
const forgetTroubles = () => kit.transact((tx) => tx.rows('delete from model_call where tenant_id = $1', [tx.tenant]));

describe('the model in the ladder', () => {
  it('is not asked where the rules know, and asked once where they do not', async () => {
    expect(await diagnosed(withModel(), heap)).toMatchObject({ cause: 'RESOURCE', method: 'rule' });
    expect(simulator.requests).toHaveLength(0);
    const found = await diagnosed(withModel(), odd('first'));
    expect(found).toMatchObject({ cause: 'RESOURCE', origin: 'THIRD_PARTY_SYSTEM', method: 'model', confidence: 0.8 });
    expect(simulator.requests).toHaveLength(1);
    await investigate(withModel(), { tenantId, incidentId: found.incidentId, round: 1 });
    expect(simulator.requests).toHaveLength(1);
    expect(await kit.transact((tx) => readCaseModelCalls(tx, found.incidentId))).toMatchObject([
      { purpose: 'diagnosis', outcome: 'answered', promptVersion, tokensIn: expect.any(Number), durationMs: expect.any(Number) },
    ]);
    expect((await kit.transact((tx) => readCaseModelCalls(tx, found.incidentId)))[0]?.tokensIn).toBeGreaterThan(0);
  });

  it('is asked about every new failure where that is set', async () => {
    simulator.answer = () => ({ kind: 'json', value: verdict({ cause: 'DATA', action: 'RETRY' }) });
    const found = await diagnosed(
      withModel('always'),
      'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory (always)',
    );
    expect(simulator.requests).toHaveLength(1);
    expect(found).toMatchObject({ cause: 'RESOURCE', method: 'rule' });
    expect(modelStage(found)).toMatchObject({ outcome: 'answered', cause: 'DATA' });
  });

  it('gets job, attempt and what people corrected on failures like it', async () => {
    await kit.transact(
      (tx) =>
        rememberExample(tx, {
          symptom: odd('taught'),
          cause: 'DATA',
          origin: 'INPUT_DATA_QUALITY',
          action: 'SEND_EMAIL',
          reason: 'The feed was empty that night.',
          fingerprint: null,
          incidentId: null,
          service: null,
          secrets: [],
        }),
      approver,
    );
    await diagnosed(withModel('always'), odd('taught twice'));
    const sent = simulator.requests[0]?.raw ?? '';
    for (const part of [`job-${job}`, 'the first run', 'memoryMb: now 64 MB', 'The feed was empty that night', 'right verdict: cause DATA'])
      expect(sent).toContain(part);
  });

  it('proposes parameters that reach the decision inside their bounds, and nothing else', async () => {
    simulator.answer = () => ({
      kind: 'json',
      value: verdict({
        parameters: [
          { name: 'memoryMb', value: 300 },
          { name: 'outputPath', value: 1 },
        ],
      }),
    });
    const { incidentId } = await diagnosed(withModel(), odd('parameterised'));
    await decide(kit.deps, { tenantId, incidentId, round: 1, revision: 1, because: null });
    const [row] = await kit.transact((tx) =>
      tx.rows<{ body: { parameters: object; approval: string[] } }>('select body from decision where incident_id = $1', [incidentId]),
    );
    expect(row?.body.parameters).toEqual({ memoryMb: 304 });
    expect(row?.body.approval).toContain('confidence');
  });

  it('answers for other cases of the same failure without being asked again', async () => {
    for (let index = 0; index < 5; index++) expect(await diagnosed(withModel(), odd('recurring'))).toMatchObject({ method: 'model' });
    expect(simulator.requests).toHaveLength(1);
  });
});

describe('a model that fails', () => {
  it.each<[string, Behaviour, number?]>([
    ['429 with a long delay', { kind: 'error', error: 'rate-limit', retryAfterMs: 600_000 }],
    ['quota', { kind: 'error', error: 'insufficient-quota' }],
    ['400', { kind: 'error', error: 'bad-request' }],
    ['401', { kind: 'error', error: 'bad-key' }],
    ['500', { kind: 'error', error: 'server-error' }],
    ['refusal', { kind: 'refusal', text: 'No.' }],
    ['cut off', { kind: 'cut-off', text: '{"cause"' }],
    ['no JSON', { kind: 'text', text: 'Perhaps the network?' }],
    ['10 MB', { kind: 'flood', bytes: 10 * 1024 * 1024 }],
    ['cut connection', { kind: 'cut-connection' }],
    ['hang', { kind: 'hang' }, 150],
    ['drip', { kind: 'drip', everyMs: 20 }, 150],
  ])('%s: the verdict is degraded, and the case goes on', async (_name, behaviour, timeoutMs = 20_000) => {
    await forgetTroubles();
    simulator.answer = () => behaviour;
    const logged: object[] = [];
    const found = await diagnosed(
      withModel('on-miss', { options: { timeoutMs }, log: (line) => logged.push(line) }),
      `gribble ${String.fromCharCode(97 + job)}x wobbles`,
    );
    expect(found).toMatchObject({ cause: 'UNKNOWN', method: 'degraded', proposedAction: 'SEND_EMAIL' });
    expect(modelStage(found)).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/.{10}/) });
    const { incidentId } = found;
    expect(logged).toMatchObject([
      { event: 'model-gave-no-answer', tenantId, incidentId, purpose: 'diagnosis', hint: modelStage(found)?.reason },
    ]);
    expect(await decide(kit.deps, { tenantId, incidentId, round: 1, revision: 1, because: null })).toMatchObject({
      action: 'ESCALATE',
    });
  });

  it('for lack of budget sends nothing', async () => {
    await forgetTroubles();
    const found = await diagnosed(withModel('on-miss', { limits: { dailyTokens: 10 } }), odd('unaffordable'));
    expect(found).toMatchObject({ method: 'degraded' });
    expect(simulator.requests).toHaveLength(0);
  });
});

describe('hostile answers', () => {
  it.each<[string, unknown]>([
    ['certain and harmful', { ...verdict({ cause: 'NETWORK', action: 'RETRY', confidence: 1 }), approval: [], autonomy: 'full' }],
    ['values out of bounds', verdict({ confidence: 1, parameters: [{ name: 'memoryMb', value: 1e12 }] })],
    ['hiding the failure', verdict({ cause: 'CANCELLED', action: 'IGNORE', confidence: 1 })],
  ])('%s: never act alone, never leave the bounds, never close the case', async (name, value) => {
    simulator.answer = () => ({ kind: 'json', value });
    const found = await diagnosed(withModel(), odd(`hostile ${name}`));
    await decide(kit.deps, { tenantId, incidentId: found.incidentId, round: 1, revision: 1, because: null });
    const [row] = await kit.transact((tx) =>
      tx.rows<{ body: { action: string; approval: string[]; parameters: { memoryMb?: number } } }>(
        'select body from decision where incident_id = $1',
        [found.incidentId],
      ),
    );
    expect(row?.body.action).not.toBe('IGNORE');
    if (row?.body.action.startsWith('RETRY') === true) expect(row.body.approval).toContain('confidence');
    expect(row?.body.parameters.memoryMb ?? 64).toBeLessThanOrEqual(512);
  });
});

it('in a stream of failures is asked no more often than there are new fingerprints', async () => {
  await forgetTroubles();
  await kit.transact((tx) => tx.rows('delete from model_claim where tenant_id = $1', [tx.tenant]));
  const names = ['alpha', 'beta', 'gamma', 'delta'];
  const stream = Array.from({ length: 40 }, (_, index) => odd(`stream ${names[index % names.length]} at 2026-11-${10 + (index % 15)}`));
  const prints = new Set<string>();
  for (let index = 0; index < stream.length; index += 4) {
    const batch = await Promise.all(stream.slice(index, index + 4).map((text) => diagnosed(withModel(), text)));
    for (const found of batch) prints.add(found.fingerprint);
  }
  expect(prints.size).toBe(names.length);
  expect(simulator.requests.length).toBeLessThanOrEqual(prints.size * 1.1);
});

it('two workers that meet the same new failure ask once', async () => {
  const ids = [await failing(odd('met twice')), await failing(odd('met twice'))];
  await Promise.all(ids.map((incidentId) => investigate(withModel(), { tenantId, incidentId, round: 1 })));
  for (const incidentId of ids) expect(await kit.transact((tx) => readDiagnosis(tx, incidentId, 1))).toMatchObject({ method: 'model' });
  expect(simulator.requests).toHaveLength(1);
});

it('no planted secret reaches the model or its store', async () => {
  const planted = ['correct-horse-battery', ['AKIA', 'IOSFODNN7EXAMPLE'].join(''), 'hunter2-is-long-enough'];
  const deps = withModel('on-miss', { options: { secrets: ['correct-horse-battery'] } });
  const guarded = { ...deps, settings: { ...deps.settings, secrets: ['correct-horse-battery'] } };
  await diagnosed(guarded, `${odd('leaky')} with ${planted[0]}, key ${planted[1]}, password=${planted[2]}`);
  const everything =
    simulator.requests.map((request) => request.raw).join('\n') +
    JSON.stringify(await kit.transact((tx) => tx.rows('select * from model_call')));
  expect(simulator.requests).toHaveLength(1);
  for (const secret of planted) expect(everything).not.toContain(secret);
});

it('a case that needs no model costs the same statements whether one is switched on or not', async () => {
  const counted = async (deps: ActivityDeps, text: string) => {
    let transactions = 0;
    const incidentId = await failing(text);
    await investigate({ ...deps, transact: (...given) => (transactions++, deps.transact(...given)) }, { tenantId, incidentId, round: 1 });
    return transactions;
  };
  expect(await counted(kit.deps, heap)).toBe(2);
  expect(await counted(withModel(), heap)).toBe(2);
});
