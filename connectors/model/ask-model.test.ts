import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Behaviour } from '../../tests/simulators/openai/behaviour.ts';
import { type ModelSimulator, startModelSimulator } from '../../tests/simulators/openai/simulator.ts';
import { createAskModel } from './ask-model.ts';
import type { ModelEndpoint, ModelOptions } from './contract.ts';

const Shape = z.object({ cause: z.enum(['NETWORK', 'DATA']), confidence: z.number().min(0).max(1) });
const right = { cause: 'NETWORK', confidence: 0.7 };
const json = (value: unknown): Behaviour => ({ kind: 'json', value });

let simulator: ModelSimulator;
beforeAll(async () => void (simulator = await startModelSimulator({ apiKey: 'sim-key-1234' })));
afterAll(() => simulator.close());
beforeEach(() => {
  simulator.forget();
  simulator.answer = () => json(right);
});

const compatible = (): ModelEndpoint => ({ kind: 'compatible', baseUrl: simulator.url, model: 'llama3.2:3b', apiKey: 'sim-key-1234' });
const options = (changes: Partial<ModelOptions> = {}): ModelOptions => ({
  endpoint: compatible(),
  temperature: 0.3,
  maxResponseTokens: 400,
  timeoutMs: 20_000,
  secrets: ['sim-key-1234'],
  ...changes,
});
const question = { instructions: 'Judge.', prompt: 'Connection refused', schema: Shape, repair: true } as const;
const ask = (changes: Partial<ModelOptions> = {}, signal?: AbortSignal) => createAskModel(options(changes))(question, signal);
const behave = (...behaviours: Behaviour[]) => {
  simulator.answer = (_request, number) => behaviours[Math.min(number, behaviours.length) - 1] ?? json(right);
};

describe('every kind of endpoint', () => {
  it('compatible: chat, bearer, model, temperature, limit and schema', async () => {
    expect(await ask()).toMatchObject({ outcome: 'answered', value: right, usage: { model: 'llama3.2:3b', calls: 1 } });
    const [request] = simulator.requests;
    expect(request).toMatchObject({ path: '/v1/chat/completions', body: { model: 'llama3.2:3b', temperature: 0.3, max_tokens: 400 } });
    expect(request?.headers.authorization).toBe('Bearer sim-key-1234');
    expect(request?.raw).toContain('"json_schema"');
  });

  it('openai: the responses API, with nothing stored there', async () => {
    expect(await ask({ endpoint: { ...compatible(), kind: 'openai', model: 'gpt-4o' } as ModelEndpoint })).toMatchObject({ value: right });
    expect(simulator.requests).toMatchObject([{ path: '/v1/responses', body: { model: 'gpt-4o', store: false, temperature: 0.3 } }]);
  });

  it.each(['', '/openai', '/openai/v1/'])('azure: deployment in the path and its own header, endpoint ending in "%s"', async (end) => {
    const endpoint = {
      kind: 'azure',
      baseUrl: `${simulator.root}${end}`,
      model: 'my-gpt-4',
      apiKey: 'sim-key-1234',
      apiVersion: '2024-10-21',
    } as const;
    expect(await ask({ endpoint })).toMatchObject({ outcome: 'answered', value: right });
    const [request] = simulator.requests;
    expect(request?.path).toBe('/openai/deployments/my-gpt-4/chat/completions');
    expect(request?.headers['api-key']).toBe('sim-key-1234');
    expect(request?.query.get('api-version')).toBe('2024-10-21');
  });

  it('token: a new one for each call', async () => {
    const guarded = await startModelSimulator({ client: { id: 'night', secret: 'client-secret' } });
    guarded.answer = (_request, number) => (number === 1 ? { kind: 'text', text: 'no JSON' } : json(right));
    const endpoint = {
      kind: 'token',
      baseUrl: guarded.url,
      model: 'gpt-4o',
      tokenUrl: guarded.tokenUrl,
      clientId: 'night',
      clientSecret: 'client-secret',
    } as const;
    const asked = createAskModel(options({ endpoint }));
    expect(await asked(question)).toMatchObject({ outcome: 'answered', usage: { calls: 2 } });
    expect(await asked(question)).toMatchObject({ outcome: 'answered' });
    expect(guarded.tokenRequests).toHaveLength(3);
    const tokens = guarded.requests.map((request) => request.headers.authorization);
    expect(new Set(tokens).size).toBe(3);
    const wrong = await createAskModel(options({ endpoint: { ...endpoint, clientSecret: 'wrong-secret' } }))(question);
    expect(wrong).toMatchObject({ outcome: 'unauthorised', hint: expect.stringMatching(/NTT_ID, NTT_SECRET and LLM_TOKEN_URL/) });
    expect(JSON.stringify(wrong)).not.toContain('wrong-secret');
    await guarded.close();
  });
});

describe('answers of a bad form', () => {
  it.each<[string, Behaviour]>([
    ['fenced JSON', { kind: 'fenced', value: right }],
    ['unknown keys', json({ ...right, autonomy: 'full', __proto__: { x: 1 } })],
  ])('%s are read in one call', async (_name, behaviour) => {
    behave(behaviour);
    const reply = await ask();
    expect(reply).toMatchObject({ outcome: 'answered', usage: { calls: 1 } });
    expect(reply.outcome === 'answered' && reply.value).toEqual(right);
  });

  it.each<[string, Behaviour]>([
    ['no JSON', { kind: 'text', text: 'It is the network, I think.' }],
    ['half of it', { kind: 'text', text: '{"cause":"NETW' }],
    ['an unknown cause', json({ cause: 'MAGIC', confidence: 0.5 })],
    ['confidence out of bounds', json({ cause: 'DATA', confidence: 17 })],
    ['nothing', { kind: 'text', text: '' }],
  ])('%s: one repair, then it counts as invalid', async (_name, behaviour) => {
    behave(behaviour, json(right));
    expect(await ask()).toMatchObject({ outcome: 'answered', value: right, usage: { calls: 2 } });
    expect(simulator.requests[1]?.raw).toContain('could not be read');
    simulator.forget();
    behave(behaviour, behaviour, json(right));
    expect(await ask()).toMatchObject({ outcome: 'invalid', usage: { calls: 2 } });
    simulator.forget();
    behave(behaviour, json(right));
    expect(await createAskModel(options())({ ...question, repair: false })).toMatchObject({ outcome: 'invalid', usage: { calls: 1 } });
  });

  it('asks in words where the server knows no structured output', async () => {
    behave({ kind: 'error', error: 'no-structured-output' }, json(right));
    expect(await ask()).toMatchObject({ outcome: 'answered', value: right, usage: { calls: 2 } });
    expect(simulator.requests[1]?.raw).not.toContain('"json_schema"');
    expect(simulator.requests[1]?.raw).toContain('confidence');
  });
});

describe('every fault ends in its outcome', () => {
  it.each<[Behaviour, string, RegExp, number]>([
    [{ kind: 'refusal', text: 'I cannot help.' }, 'refused', /I cannot help/, 1],
    [{ kind: 'error', error: 'content-filter' }, 'refused', /content filter/, 1],
    [{ kind: 'cut-off', text: '{"cause":"NETWORK","conf' }, 'truncated', /MAX_RESPONSE_TOKENS/, 1],
    [{ kind: 'error', error: 'rate-limit', retryAfterMs: 3_000_000 }, 'rate-limited', /429/, 1],
    [{ kind: 'error', error: 'insufficient-quota' }, 'quota', /plan and billing/, 1],
    [{ kind: 'error', error: 'bad-request' }, 'rejected', /400.*model id "llama3.2:3b".*fields/, 1],
    [{ kind: 'error', error: 'not-found' }, 'rejected', /404.*LOCAL_LLM_BASE_URL/, 1],
    [{ kind: 'error', error: 'bad-key' }, 'unauthorised', /Error querying the model.*401.*LOCAL_LLM_API_KEY/, 1],
    [{ kind: 'error', error: 'server-error' }, 'failed', /500/, 1],
    [{ kind: 'error', error: 'overloaded' }, 'failed', /503/, 1],
    [{ kind: 'flood', bytes: 10 * 1024 * 1024 }, 'too-large', /larger than/, 1],
    [{ kind: 'cut-connection' }, 'unreachable', /broke the connection/, 1],
    [{ kind: 'html' }, 'invalid', /no answer/, 1],
  ])('%j: %s', async (behaviour, outcome, hint, calls) => {
    simulator.answer = () => behaviour;
    expect(await ask()).toMatchObject({ outcome, hint: expect.stringMatching(hint), usage: { calls } });
    expect(simulator.requests).toHaveLength(calls);
  });

  it.each<[Behaviour]>([[{ kind: 'hang' }], [{ kind: 'drip', everyMs: 20 }]])('%j: timeout', async (behaviour) => {
    simulator.answer = () => behaviour;
    expect(await ask({ timeoutMs: 150 })).toMatchObject({ outcome: 'timeout', hint: expect.stringMatching(/LLM_TIMEOUT_SECONDS/) });
  });

  it('has one budget for the question and its repair', async () => {
    behave({ kind: 'text', text: 'no JSON' }, { kind: 'hang' });
    expect(await ask({ timeoutMs: 400 })).toMatchObject({ outcome: 'timeout', usage: { calls: 2 } });
  });

  it('waits for a short announced delay, and keeps a long one for later', async () => {
    behave({ kind: 'error', error: 'rate-limit', retryAfterMs: 20 }, json(right));
    expect(await ask()).toMatchObject({ outcome: 'answered', usage: { calls: 2 } });
    simulator.answer = () => ({ kind: 'error', error: 'rate-limit', retryAfterMs: 90_000 });
    expect(await ask()).toMatchObject({ outcome: 'rate-limited', retryAfterMs: 90_000 });
  });

  it('nobody listening is unreachable', async () =>
    expect(await ask({ endpoint: { ...compatible(), baseUrl: 'http://127.0.0.1:9/v1' } as ModelEndpoint })).toMatchObject({
      outcome: 'unreachable',
    }));

  it('follows no redirect to another place', async () => {
    const mover = createServer((_request, response) => response.writeHead(307, { location: `${simulator.url}/chat/completions` }).end());
    await new Promise<void>((resolve) => mover.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(mover.address() as AddressInfo).port}/v1`;
    expect(await ask({ endpoint: { ...compatible(), baseUrl } as ModelEndpoint })).toMatchObject({ outcome: 'unreachable' });
    expect(simulator.requests).toEqual([]);
    mover.close();
  });

  it('a caller who stops gets "cancelled", and the endpoint is let go', async () => {
    simulator.answer = () => ({ kind: 'hang' });
    const stop = new AbortController();
    const asked = ask({}, stop.signal);
    while (simulator.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    expect(await asked).toMatchObject({ outcome: 'cancelled' });
  });

  it('never shows a credential that the endpoint echoes', async () => {
    const echo = await startModelSimulator({ apiKey: null });
    echo.answer = () => ({ kind: 'refusal', text: 'Your key sim-key-1234 is not enough.' });
    const reply = await ask({ endpoint: { ...compatible(), baseUrl: echo.url } as ModelEndpoint });
    expect(JSON.stringify(reply)).not.toContain('sim-key-1234');
    await echo.close();
  });
});

it('answers in plain text without a schema', async () => {
  simulator.answer = () => ({ kind: 'text', text: 'Hello from the model.' });
  expect(await createAskModel(options())({ ...question, schema: null })).toMatchObject({
    outcome: 'answered',
    value: 'Hello from the model.',
  });
});
