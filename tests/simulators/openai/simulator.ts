import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, chatCompletion, countTokens, embeddingList, modelList, responseObject } from './answers.ts';
import { type ApiErrorName, apiErrors, type Behaviour } from './behaviour.ts';
import { requestComplaint } from './check-request.ts';
import { breakDown } from './faults.ts';
import { createTokenDesk, type TokenDesk } from './token-desk.ts';

/** One request as it arrived. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
  /** The body exactly as it came. */
  readonly raw: string;
}

export interface SimulatorOptions {
  /** Accepted as `Authorization: Bearer` and as `api-key`; null accepts any. */
  readonly apiKey?: string | null;
  /** Models that exist; any when empty. */
  readonly models?: readonly string[];
  /** Client id and secret of the token endpoint; with them only tokens that it gave out are accepted, each for one request. */
  readonly client?: { readonly id: string; readonly secret: string };
}

/** A server that speaks the OpenAI-compatible API on loopback and keeps every request. */
export interface ModelSimulator {
  /** Base address of the API, ending in `/v1`. */
  readonly url: string;
  /** Address of the same server without a path: Azure's endpoint. */
  readonly root: string;
  readonly tokenUrl: string;
  /** Questions to chat, responses and embeddings, in the order of their arrival. */
  readonly requests: readonly RecordedRequest[];
  readonly tokenRequests: readonly RecordedRequest[];
  /** What it does with a question; tests replace it. */
  answer: (request: RecordedRequest, number: number) => Behaviour;
  forget(): void;
  close(): Promise<void>;
}

interface State {
  readonly options: SimulatorOptions;
  readonly requests: RecordedRequest[];
  readonly tokens: TokenDesk;
  simulator: ModelSimulator;
}

const send = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'req_simulated', ...headers });
  response.end(JSON.stringify(body));
};

const sendError = (response: ServerResponse, name: ApiErrorName, retryAfterMs?: number): void => {
  const { status, ...error } = apiErrors[name];
  const announced: Record<string, string> =
    retryAfterMs === undefined
      ? {}
      : {
          'retry-after': String(Math.ceil(retryAfterMs / 1000)),
          'retry-after-ms': String(retryAfterMs),
          'x-ratelimit-remaining-requests': '0',
        };
  send(response, status, { error }, announced);
};

async function read(request: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks).toString('utf8');
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://simulator');
  const form = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  const parsed = form ? Object.fromEntries(new URLSearchParams(raw)) : parse(raw);
  return { method: request.method ?? 'GET', path: pathname, query: searchParams, headers: request.headers, body: parsed, raw };
}

function parse(raw: string): Record<string, unknown> {
  try {
    return raw === '' ? {} : (JSON.parse(raw) as Record<string, unknown>);
  } catch {
    return {};
  }
}

const isAzure = (request: RecordedRequest): boolean => request.path.startsWith('/openai/');

function isWelcome({ options, tokens }: State, request: RecordedRequest): boolean {
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (options.client !== undefined) return bearer !== undefined && tokens.spend(bearer);
  if (options.apiKey === undefined || options.apiKey === null) return true;
  return (isAzure(request) ? request.headers['api-key'] : bearer) === options.apiKey;
}

/** Azure names the deployment in the path, the others the model in the body. */
const modelOf = (request: RecordedRequest): string =>
  /^\/openai\/deployments\/([^/]+)\//.exec(request.path)?.[1] ?? (request.body['model'] as string | undefined) ?? '';

function endpointOf(request: RecordedRequest): 'chat' | 'responses' | 'embeddings' | null {
  if (request.method !== 'POST') return null;
  if (isAzure(request) && !request.query.has('api-version') && !request.path.startsWith('/openai/v1/')) return null;
  const place = /^(?:\/v1|\/openai\/v1|\/openai\/deployments\/[^/]+)\/(chat\/completions|responses|embeddings)$/.exec(request.path)?.[1];
  return place === undefined ? null : place === 'chat/completions' ? 'chat' : (place as 'responses' | 'embeddings');
}

function toAnswer(behaviour: Behaviour, request: RecordedRequest): Answer | null {
  const tokensIn = countTokens(request.raw);
  const most = Number(request.body['max_tokens'] ?? request.body['max_completion_tokens'] ?? request.body['max_output_tokens'] ?? 1e9);
  const said = (text: string): Answer => {
    const cutOff = countTokens(text) > most;
    const kept = cutOff ? text.slice(0, most * 4) : text;
    return { text: kept, refusal: null, cutOff, tokensIn, tokensOut: countTokens(kept) };
  };
  switch (behaviour.kind) {
    case 'text':
      return said(behaviour.text);
    case 'json':
      return said(JSON.stringify(behaviour.value));
    case 'fenced':
      return said(`Here is the answer:\n\`\`\`json\n${JSON.stringify(behaviour.value, null, 2)}\n\`\`\``);
    case 'refusal':
      return { text: null, refusal: behaviour.text, cutOff: false, tokensIn, tokensOut: countTokens(behaviour.text) };
    case 'cut-off':
      return { text: behaviour.text, refusal: null, cutOff: true, tokensIn, tokensOut: countTokens(behaviour.text) };
    default:
      return null;
  }
}

function ask(state: State, request: RecordedRequest, response: ServerResponse, endpoint: 'chat' | 'responses'): void {
  const number = state.requests.length;
  const behaviour = state.simulator.answer(request, number);
  if (behaviour.kind === 'error') return sendError(response, behaviour.error, behaviour.retryAfterMs);
  const answer = toAnswer(behaviour, request);
  if (answer === null) return breakDown(behaviour, response);
  const model = modelOf(request);
  send(response, 200, endpoint === 'chat' ? chatCompletion(model, number, answer) : responseObject(model, number, answer), {
    'openai-processing-ms': '3',
    'x-ratelimit-limit-requests': '10000',
    'x-ratelimit-remaining-requests': '9999',
  });
}

function embed(request: RecordedRequest, response: ServerResponse): void {
  const {
    input,
    dimensions,
    encoding_format: format,
  } = request.body as { input: string | string[]; dimensions?: number; encoding_format?: string };
  send(response, 200, embeddingList(modelOf(request), [input].flat(), dimensions ?? 1536, format === 'base64' ? 'base64' : 'float'));
}

function handle(state: State, request: RecordedRequest, response: ServerResponse): void {
  const { options } = state;
  if (request.path === '/oauth/token') return state.tokens.answer(request, response);
  if (!isWelcome(state, request)) return sendError(response, 'bad-key');
  if (request.method === 'GET' && request.path === '/v1/models') return send(response, 200, modelList(options.models ?? ['gpt-4o']));
  const endpoint = endpointOf(request);
  if (endpoint === null) return send(response, 404, { error: { code: '404', message: 'Resource not found' } });
  state.requests.push(request);
  const complaint = requestComplaint(endpoint, { ...request.body, model: modelOf(request) });
  if (complaint !== null) return send(response, 400, { error: { ...complaint, type: 'invalid_request_error' } });
  if (options.models !== undefined && !options.models.includes(modelOf(request))) return sendError(response, 'not-found');
  if (endpoint === 'embeddings') return embed(request, response);
  ask(state, request, response, endpoint);
}

/** Starts a simulator on a free port of loopback. */
export async function startModelSimulator(options: SimulatorOptions = {}): Promise<ModelSimulator> {
  const state = { options, requests: [], tokens: createTokenDesk(options.client ?? null) } as unknown as State;
  const server = createServer((incoming, response) => {
    read(incoming).then(
      (request) => handle(state, request, response),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  state.simulator = {
    url: `${root}/v1`,
    root,
    tokenUrl: `${root}/oauth/token`,
    requests: state.requests,
    tokenRequests: state.tokens.requests,
    answer: () => ({ kind: 'text', text: 'Hello.' }),
    forget: () => {
      state.requests.length = 0;
      state.tokens.requests.length = 0;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return state.simulator;
}
