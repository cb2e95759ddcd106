import { pino } from 'pino';
import { createApp } from '../../api/app.ts';
import { makeApiKey } from '../../api/auth/api-key.ts';
import type { ApiDeps, ApiSettings, TemporalGate } from '../../api/deps.ts';
import { readConfig } from '../../config.ts';
import { createRuleMatcher } from '../../domain/diagnosis/match-rules.ts';
import { builtInRules } from '../../domain/diagnosis/rules/built-in.ts';
import { localEmbedder } from '../../domain/knowledge/embedder.ts';
import type { ModelGate } from '../../domain/model/gate.ts';
import type { Actor, Role } from '../../domain/people/actor.ts';
import { defaultPolicy } from '../../domain/policy/default-policy.ts';
import { saveApiKey } from '../../store/api-keys.ts';
import { createKnowledgeSearch } from '../../store/knowledge/search.ts';
import { createMatchers } from '../../store/rule-matchers.ts';
import type { Transact } from '../../store/tx.ts';
import { createModelGate } from '../../temporal/model-gate.ts';

export const testTenant = 'default';
export const tester: Actor = { kind: 'human', id: 'tester', name: 'Tester', role: 'admin' };

const builtIn = createRuleMatcher(builtInRules);

/** A Temporal that is not there; tests replace what they look at. */
export const noTemporal: TemporalGate = {
  startIncident: async () => undefined,
  deliver: async () => 'pending',
  startRun: async ({ key }) => ({ workflowId: `run:${key}` }),
  startSweep: async ({ platform }) => ({ workflowId: `sweep:${platform}` }),
  startCheck: async ({ platform }) => ({ workflowId: `check:${platform}` }),
  startTaskRetry: async ({ key }) => ({ workflowId: `task-retry:${key}` }),
  startImport: async ({ importId }) => ({ workflowId: importId }),
  readSchedule: async () => null,
  triggerSchedule: async () => undefined,
  historyLength: async () => null,
  health: async () => ({ temporal: { state: 'ok', message: null }, worker: { state: 'ok', message: null } }),
};

/** No language model; tests that are about one bring a simulated one. */
export const noModel: ModelGate = createModelGate(readConfig({}), {
  transact: async () => {
    throw new Error('Nothing is asked where no model is switched on');
  },
  knowledge: createKnowledgeSearch(localEmbedder, () => new Date()),
  log: () => undefined,
});

export const testSettings: ApiSettings = {
  access: 'local',
  publicUrl: 'http://localhost:8000',
  webhookPlatform: 'databricks',
  webhookSecrets: [],
  triggerRatePerMinute: 100_000,
  requestRatePerMinute: 100_000,
  secrets: ['correct-horse-battery'],
  mailCatcherUrl: null,
  temporalUiUrl: 'http://localhost:8233',
  temporalNamespace: 'default',
  webDirectory: '/nonexistent',
  version: '0.0.0',
};

/** An answer whose JSON tests look into without saying its shape first. */
export interface TestResponse extends Response {
  // oxlint-disable-next-line typescript/no-explicit-any -- every route has a shape of its own, and the tests state what matters of it
  json(): Promise<any>;
}

export interface TestApi {
  readonly deps: ApiDeps;
  request(path: string, options?: TestRequest): Promise<TestResponse>;
  close(): void;
}

export interface TestRequest {
  readonly method?: string;
  /** Sent as JSON; a text is sent as it is. */
  readonly body?: unknown;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The API over a test's database, asked without a network. */
export function createTestApi(
  transact: Transact,
  parts: { readonly temporal?: Partial<TemporalGate>; readonly settings?: Partial<ApiSettings>; readonly deps?: Partial<ApiDeps> } = {},
): TestApi {
  const deps: ApiDeps = {
    transact,
    temporal: { ...noTemporal, ...parts.temporal },
    model: noModel,
    mailHealth: async () => ({ state: 'ok', message: null }),
    matcherFor: createMatchers(builtIn),
    knowledge: createKnowledgeSearch(localEmbedder, () => new Date()),
    basePolicy: defaultPolicy({ maxResubmissionsPerRun: 3, maxActionsPerIncident: 5, onCall: ['oncall@localhost'], approvers: [] }),
    settings: { ...testSettings, ...parts.settings },
    log: pino({ level: 'silent' }),
    now: () => new Date(),
    ...parts.deps,
  };
  const { app, close } = createApp(deps);
  return {
    deps,
    close,
    request: async (path, { method, body, key, headers } = {}) =>
      app.request(`http://localhost:8000${path}`, {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: {
          host: 'localhost:8000',
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
  };
}

/** Makes a key of a role, and says which. */
export async function createTestKey(transact: Transact, role: Role): Promise<{ readonly id: string; readonly key: string }> {
  const { id, key, hash } = makeApiKey();
  await transact(testTenant, tester, (tx) => saveApiKey(tx, { id, hash, name: `${role} key`, role, expiresAt: null }));
  return { id, key };
}
