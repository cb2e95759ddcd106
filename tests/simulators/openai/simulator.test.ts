import OpenAI, { AzureOpenAI } from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiErrorName } from './behaviour.ts';
import { type ModelSimulator, startModelSimulator } from './simulator.ts';

/** The official client is the judge of the simulator's shapes. */
let simulator: ModelSimulator;
let client: OpenAI;
beforeAll(async () => {
  simulator = await startModelSimulator({ apiKey: 'sim-key', models: ['gpt-4o', 'small'] });
  client = new OpenAI({ apiKey: 'sim-key', baseURL: simulator.url, maxRetries: 0 });
});
afterAll(() => simulator.close());
beforeEach(() => {
  simulator.forget();
  simulator.answer = () => ({ kind: 'text', text: 'Hello there.' });
});

const question = { model: 'gpt-4o', messages: [{ role: 'user' as const, content: 'Say hello.' }] };
const closed = (properties: Record<string, unknown>, required: string[]) => ({
  type: 'json_schema' as const,
  json_schema: { name: 'thing', strict: true, schema: { type: 'object', properties, required, additionalProperties: false } },
});

describe('chat completions', () => {
  it('answer, with usage, and are recorded', async () => {
    const answer = await client.chat.completions.create({ ...question, temperature: 0.3, max_tokens: 50 });
    expect(answer.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { role: 'assistant', content: 'Hello there.', refusal: null },
    });
    expect(answer.usage?.total_tokens).toBe((answer.usage?.prompt_tokens ?? 0) + (answer.usage?.completion_tokens ?? 0));
    expect(simulator.requests).toMatchObject([{ path: '/v1/chat/completions', body: { model: 'gpt-4o', temperature: 0.3 } }]);
    expect(simulator.requests[0]?.headers.authorization).toBe('Bearer sim-key');
  });

  it('parse into a schema by the client, and refuse', async () => {
    simulator.answer = () => ({ kind: 'json', value: { name: 'x' } });
    const format = closed({ name: { type: 'string' } }, ['name']);
    const parsed = await client.chat.completions.parse({ ...question, response_format: format });
    expect(parsed.choices[0]?.message.parsed).toEqual({ name: 'x' });
    simulator.answer = () => ({ kind: 'refusal', text: 'I cannot help with that.' });
    const refused = await client.chat.completions.parse({ ...question, response_format: format });
    expect(refused.choices[0]?.message).toMatchObject({ refusal: 'I cannot help with that.', parsed: null });
  });

  it('are cut off by the limit of tokens', async () => {
    simulator.answer = () => ({ kind: 'text', text: 'word '.repeat(100) });
    const answer = await client.chat.completions.create({ ...question, max_tokens: 20 });
    expect(answer.choices[0]).toMatchObject({ finish_reason: 'length' });
    await expect(client.chat.completions.parse({ ...question, max_tokens: 20, response_format: closed({}, []) })).rejects.toThrow(/length/);
  });
});

it('the responses API answers, refuses and is cut off', async () => {
  const ask = () => client.responses.create({ model: 'gpt-4o', input: 'Say hello.', max_output_tokens: 100 });
  expect(await ask()).toMatchObject({ status: 'completed', output_text: 'Hello there.', usage: { output_tokens: 3 } });
  simulator.answer = () => ({ kind: 'refusal', text: 'No.' });
  expect((await ask()).output[0]).toMatchObject({ type: 'message', content: [{ type: 'refusal', refusal: 'No.' }] });
  simulator.answer = () => ({ kind: 'cut-off', text: '{"a' });
  expect(await ask()).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
});

it('embeddings come as the client asks for them', async () => {
  const input = ['disk full', 'no space left'];
  const plain = await client.embeddings.create({ model: 'small', input, dimensions: 8, encoding_format: 'float' });
  const packed = await client.embeddings.create({ model: 'small', input, dimensions: 8 });
  expect(simulator.requests[1]?.body['encoding_format']).toBe('base64');
  expect(packed.data.map((one) => one.embedding.length)).toEqual([8, 8]);
  for (const [index, one] of packed.data.entries())
    for (const [place, value] of one.embedding.entries()) expect(value).toBeCloseTo(plain.data[index]?.embedding[place] ?? 9, 6);
});

it('models are listed', async () => {
  const ids: string[] = [];
  for await (const model of client.models.list()) ids.push(model.id);
  expect(ids).toEqual(['gpt-4o', 'small']);
});

describe('errors become the client’s own', () => {
  const failing = (error: ApiErrorName, retryAfterMs?: number) => {
    simulator.answer = () => ({ kind: 'error', error, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
    return client.chat.completions.create(question).catch((problem: unknown) => problem);
  };

  it.each([
    ['rate-limit', OpenAI.RateLimitError, 429, 'rate_limit_exceeded'],
    ['insufficient-quota', OpenAI.RateLimitError, 429, 'insufficient_quota'],
    ['bad-request', OpenAI.BadRequestError, 400, 'unsupported_value'],
    ['bad-key', OpenAI.AuthenticationError, 401, 'invalid_api_key'],
    ['not-found', OpenAI.NotFoundError, 404, 'model_not_found'],
    ['server-error', OpenAI.InternalServerError, 500, null],
  ] as const)('%s', async (name, kind, status, code) => {
    const problem = await failing(name);
    expect(problem).toBeInstanceOf(kind);
    expect(problem).toMatchObject({ status, code });
  });

  it('with the announced delay', async () =>
    expect(((await failing('rate-limit', 2500)) as InstanceType<typeof OpenAI.APIError>).headers?.get('retry-after')).toBe('3'));

  it('for a wrong key, an unknown model and a bad request', async () => {
    const stranger = new OpenAI({ apiKey: 'other', baseURL: simulator.url, maxRetries: 0 });
    await expect(stranger.chat.completions.create(question)).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
    await expect(client.chat.completions.create({ ...question, model: 'gone' })).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    await expect(client.chat.completions.create({ ...question, messages: [] })).rejects.toMatchObject({ status: 400, param: 'messages' });
    const open = closed({ a: { type: 'string' }, b: { type: 'object', properties: {} } }, ['a']);
    await expect(client.chat.completions.create({ ...question, response_format: open })).rejects.toMatchObject({
      code: 'invalid_json_schema',
    });
  });

  it('and a broken connection is one of its connection errors', async () => {
    simulator.answer = () => ({ kind: 'cut-connection' });
    await expect(client.chat.completions.create(question)).rejects.toThrow();
  });
});

it('speaks Azure: deployment in the path, api-key, api-version', async () => {
  const azure = new AzureOpenAI({
    apiKey: 'sim-key',
    endpoint: simulator.root,
    apiVersion: '2024-10-21',
    deployment: 'gpt-4o',
    maxRetries: 0,
  });
  expect((await azure.chat.completions.create(question)).choices[0]?.message.content).toBe('Hello there.');
  const [request] = simulator.requests;
  expect(request?.path).toBe('/openai/deployments/gpt-4o/chat/completions');
  expect(request?.query.get('api-version')).toBe('2024-10-21');
  expect(request?.headers['api-key']).toBe('sim-key');
});

it('gives a token per request, and takes each once', async () => {
  const guarded = await startModelSimulator({ client: { id: 'me', secret: 'mine' } });
  const form = (secret: string) =>
    fetch(guarded.tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'me', client_secret: secret }),
    });
  expect((await form('wrong')).status).toBe(401);
  const { access_token: token } = (await (await form('mine')).json()) as { access_token: string };
  const bearer = new OpenAI({ apiKey: token, baseURL: guarded.url, maxRetries: 0 });
  await bearer.chat.completions.create(question);
  await expect(bearer.chat.completions.create(question)).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
  await guarded.close();
});
