import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import { localEmbedder } from '../domain/knowledge/embedder.ts';
import { createKnowledgeSearch } from '../store/knowledge/search.ts';
import { createModelGate } from '../temporal/model-gate.ts';
import { type ModelSimulator, startModelSimulator } from '../tests/simulators/openai/simulator.ts';
import { createTestApi, createTestKey, type TestApi, tester } from '../tests/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';

let database: TestDatabase;
let simulator: ModelSimulator;
let api: TestApi;
let admin: string;
let operator: string;
let viewer: string;
let logged: object[] = [];

const withConfig = (environment: Record<string, string>): TestApi => {
  const knowledge = createKnowledgeSearch(localEmbedder, () => new Date());
  const model = createModelGate(readConfig(environment), {
    transact: database.transact,
    knowledge,
    log: (line) => logged.push(line),
  });
  return createTestApi(database.transact, {
    deps: { model, knowledge, ...(model.about === null ? {} : { askModel: model.askAboutText }) },
  });
};
const settings = () => ({
  LLM_PROVIDER: 'compatible',
  LOCAL_LLM_BASE_URL: simulator.url,
  LOCAL_LLM_API_KEY: 'sim-key-123456',
  LOCAL_LLM_MODEL: 'qwen2.5:7b',
  LLM_PRICE_INPUT: '2',
  LLM_PRICE_OUTPUT: '10',
});
const verdict = {
  cause: 'DATA',
  origin: 'THIRD_PARTY_SYSTEM',
  action: 'SEND_EMAIL',
  confidence: 0.7,
  rootCause: 'The zorb is bent.',
  quotes: [],
  parameters: [],
};

beforeAll(async () => {
  database = await openTestDatabase();
  simulator = await startModelSimulator({ apiKey: 'sim-key-123456', models: ['qwen2.5:7b', 'mistral', 'llama3.2:3b'] });
  api = withConfig(settings());
  [admin, operator, viewer] = (await Promise.all(
    (['admin', 'operator', 'viewer'] as const).map(async (role) => (await createTestKey(database.transact, role)).key),
  )) as [string, string, string];
});
afterAll(async () => {
  api.close();
  await simulator.close();
  await database.close();
});
beforeEach(() => {
  simulator.forget();
  simulator.answer = () => ({ kind: 'text', text: 'Hello from the night shift.' });
});

const check = (body: object, key = operator, on = api) => on.request('/api/model/check', { body, key });

describe('the model over HTTP', () => {
  it('says that none is switched on', async () => {
    const off = withConfig({});
    expect(await (await off.request('/api/model', { key: viewer })).json()).toMatchObject({ state: 'off', provider: null, models: [] });
    const { components } = await (await off.request('/health')).json();
    expect(components.model).toMatchObject({ state: 'off', message: expect.stringContaining('rules and knowledge') });
    expect(await (await check({ check: 'llm' }, operator, off)).json()).toMatchObject({
      ok: false,
      message: expect.stringContaining('LLM_PROVIDER'),
    });
    off.close();
  });

  it('tells provider, model, budget and use, and nothing secret', async () => {
    expect(await (await check({ check: 'llm' })).json()).toMatchObject({
      ok: true,
      answer: 'Hello from the night shift.',
      outcome: 'answered',
    });
    expect(simulator.requests[0]?.body).toMatchObject({ model: 'qwen2.5:7b', max_tokens: 100 });
    const shown = await (await api.request('/api/model', { key: viewer })).json();
    expect(shown).toMatchObject({
      state: 'ok',
      provider: 'compatible',
      model: 'qwen2.5:7b',
      models: ['qwen2.5:7b', 'gpt-4o', 'gpt-4o-mini', 'gemini-2.5-flash'],
      mode: 'on-miss',
      today: { questions: 1, answered: 1, failed: 0, dailyTokens: 2_000_000, dailyCost: null },
    });
    expect(shown.today.cost).toBeCloseTo((shown.today.tokensIn * 2 + shown.today.tokensOut * 10) / 1e6, 9);
    expect(shown.today.budgetTokens).toBe(shown.today.tokensIn + shown.today.tokensOut);
    expect(JSON.stringify(shown)).not.toContain('sim-key');
    expect((await (await api.request('/health')).json()).components.model).toEqual({ state: 'ok', message: null });
  });

  it('checks the credential, and shows no more of it than how it begins', async () => {
    const good = await (await check({ check: 'auth' })).json();
    expect(good).toMatchObject({ ok: true, credential: expect.stringContaining('sim-') });
    expect(JSON.stringify(good)).not.toContain('sim-key');
    const bad = withConfig({ ...settings(), LOCAL_LLM_API_KEY: 'wrong-key-123456' });
    expect(await (await check({ check: 'auth' }, operator, bad)).json()).toMatchObject({
      ok: false,
      credential: null,
      message: expect.stringMatching(/401.*LOCAL_LLM_API_KEY/),
    });
    bad.close();
  });

  it('names status and what to check when the endpoint refuses, here, in its state and in the log', async () => {
    logged = [];
    simulator.answer = () => ({ kind: 'error', error: 'bad-request' });
    expect(await (await check({ check: 'llm' })).json()).toMatchObject({
      ok: false,
      outcome: 'rejected',
      message: expect.stringMatching(/400.*qwen2\.5:7b/),
    });
    expect(await (await api.request('/api/model', { key: viewer })).json()).toMatchObject({
      state: 'failing',
      lastFailure: { outcome: 'rejected', hint: expect.stringContaining('400') },
    });
    const hint = expect.stringMatching(/answered 400 .*Check LOCAL_LLM_API_KEY, the model id "qwen2\.5:7b"/);
    expect(logged).toMatchObject([{ event: 'model-gave-no-answer', purpose: 'check', outcome: 'rejected', hint }]);
  });

  it('lets viewers look and not spend', async () => {
    expect((await check({ check: 'llm' }, viewer)).status).toBe(403);
    expect((await check({ check: 'everything' })).status).toBe(400);
  });
});

describe('texts that belong to no case', () => {
  const classify = (message: string, more: object = {}) => api.request('/api/classify', { body: { message, ...more }, key: operator });

  it('are judged by the model where nothing else can tell, once per failure, and not where it is unwanted', async () => {
    simulator.answer = () => ({ kind: 'json', value: verdict });
    expect(await (await classify('the zorb bent over', { use_llm_fallback: false })).json()).toMatchObject({ cause: 'UNKNOWN' });
    expect(simulator.requests).toHaveLength(0);
    for (let turn = 0; turn < 2; turn++)
      expect(await (await classify('the zorb bent over', { use_llm_fallback: true })).json()).toMatchObject({
        category: 'THIRD_PARTY_SYSTEM',
        cause: 'DATA',
        method: 'model',
      });
    expect(simulator.requests).toHaveLength(1);
  });

  it('are told with what people corrected, as soon as they did: a failure like it is asked about anew', async () => {
    simulator.answer = ({ raw }) => ({
      kind: 'json',
      value: { ...verdict, ...(raw.includes('right verdict: cause CONCURRENCY') ? { cause: 'CONCURRENCY', action: 'ESCALATE' } : {}) },
    });
    const text = 'the vorpal flange of the mimsy engine came off its hinge while the borogove was outgrabing';
    const judged = async () => (await classify(text, { use_llm_fallback: true })).json();
    expect(await judged()).toMatchObject({ cause: 'DATA', method: 'model' });
    const csv =
      'Error Message,Corrected Category,Corrected Cause\nthe vorpal flange stuck in the mimsy engine,WORKFLOW_ENGINE,CONCURRENCY\n';
    const imported = await api.request('/api/corrections/import', { body: { csv, person: 'reviewer@example.com' }, key: operator });
    expect(await imported.json()).toMatchObject({ imported: 1 });
    expect(await judged()).toMatchObject({ cause: 'CONCURRENCY', method: 'model' });
    const prompts = await database.transact('default', tester, (tx) =>
      tx.rows<{ prompt: string }>(`select prompt from model_call where prompt like '%borogove%' order by at`),
    );
    expect(prompts.map(({ prompt }) => prompt.includes('the vorpal flange stuck in the mimsy engine'))).toEqual([false, true]);
  });

  it('can be asked of another model or address by administrators, inside bounds', async () => {
    const gate = api.deps.model;
    expect(gate.overrideProblem({ url: 'http://169.254.169.254/latest' })).toMatchObject({ field: 'url' });
    expect(gate.overrideProblem({ url: 'http://metadata.internal/v1' })).toMatchObject({ field: 'url' });
    expect(gate.overrideProblem({ url: 'file:///etc/passwd' })).toMatchObject({ field: 'url' });
    expect(gate.overrideProblem({ url: 'http://user:pw@localhost/v1' })).toMatchObject({ field: 'url' });
    expect(gate.overrideProblem({ url: 'http://localhost.evil.example/v1' })).toMatchObject({ field: 'url' });
    expect(gate.overrideProblem({ model: 'bad name\n' })).toMatchObject({ field: 'model' });
    expect(gate.overrideProblem({ url: 'http://localhost:1234/v1', model: 'mistral' })).toBeNull();
    const ask = (key: string, more: object) => api.request('/api/reports/failures', { body: { hours: 1, ...more }, key });
    expect((await ask(operator, { llmModel: 'mistral' })).status).toBe(403);
    expect(await (await ask(admin, { llmUrl: 'http://metadata.internal/v1' })).json()).toMatchObject({
      error: { code: 'invalid', details: { llmUrl: expect.stringContaining('must lead to') } },
    });
  });

  it('reach the other address with the model that was named, and never with another server’s key', async () => {
    const other = await startModelSimulator({ apiKey: null });
    other.answer = () => ({ kind: 'json', value: verdict });
    const gate = createModelGate(readConfig({ LLM_PROVIDER: 'openai', LLM_BASE_URL: simulator.url, OPENAI_API_KEY: 'sim-key-123456' }), {
      transact: database.transact,
      knowledge: api.deps.knowledge,
      log: () => undefined,
    });
    const caller = { tenant: 'default', actor: { kind: 'human', id: 'a', name: 'Admin', role: 'admin' } } as const;
    const input = { platform: 'http', errorText: 'the glorp is bent', logTail: '', exitCode: null, signal: null, platformReason: null };
    expect(await gate.askAboutText(caller, input, { url: other.url, model: 'mistral' })).toMatchObject({
      outcome: 'answered',
      cause: 'DATA',
      source: 'mistral',
    });
    expect(other.requests[0]?.body['model']).toBe('mistral');
    expect(other.requests[0]?.headers.authorization).toBe('Bearer not-needed');
    expect(simulator.requests).toHaveLength(0);
    await other.close();
  });
});
