import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StageVerdict } from '../domain/diagnosis/types.ts';
import { createRule } from '../store/rules.ts';
import { createTestApi, createTestKey, type TestApi, tester, testTenant } from '../tests/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
const asked: string[] = [];
const modelSays: StageVerdict = {
  stage: 'model',
  outcome: 'answered',
  cause: 'DATA',
  origin: 'INPUT_DATA_QUALITY',
  action: 'SEND_EMAIL',
  severity: 'medium',
  confidence: 0.7,
  source: 'test-model',
  reason: 'The batch carries a sentinel value',
  quotes: [],
};

beforeAll(async () => {
  database = await openTestDatabase();
  api = createTestApi(database.transact, {
    deps: {
      askModel: async (_caller, input) => {
        asked.push(input.errorText);
        return modelSays;
      },
    },
  });
  key = (await createTestKey(database.transact, 'viewer')).key;
  const verdict = { cause: 'UNKNOWN', origin: 'UNKNOWN', severity: 'high', action: 'ESCALATE', confidence: 0.9, kind: 'phrase' } as const;
  const rule = { ...verdict, title: 'payment_failure', pattern: 'transaction error|payment .*failed' };
  await database.transact(testTenant, tester, (tx) => createRule(tx, { rule, tags: [], examples: [], enabled: true }));
});
afterAll(async () => {
  api.close();
  await database.close();
});

async function post(path: string, body: unknown) {
  const response = await api.request(path, { body, key });
  return { status: response.status, body: await response.json() };
}
const analyze = async (message: string, more: object = {}) => (await post('/api/logs/analyze', { message, ...more })).body;

describe('POST /api/logs/analyze', () => {
  test('answers a full sample with pattern, severity, service, confidence and what to do', async () => {
    const { status, body } = await post('/api/logs/analyze', {
      timestamp: '2026-01-14T03:05:09Z',
      service: 'redis',
      level: 'ERROR',
      message: 'Task instance failed: Out of memory',
      metadata: { dag_id: 'nightly', task_id: 'load', memory_usage: '95%' },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      pattern_matched: 'out_of_memory',
      category: 'memory_exhaustion',
      severity: 'high',
      service: 'redis',
      recommended_action: 'restart_service',
      recommended_actions: ['restart_service', 'adjust_memory_config'],
      cause: 'RESOURCE',
      origin: 'WORKFLOW_ENGINE',
      action: 'RETRY_WITH_NEW_PARAMS',
      method: 'rule',
      metadata: { dag_id: 'nightly', task_id: 'load', memory_usage: '95%' },
    });
    expect(body.confidence).toBeGreaterThanOrEqual(0.9);
  });

  test('reads both bracketed forms alike', async () => {
    const one = await analyze('2026-01-14 03:05:09 [ERROR] billing: Database connection failed');
    const other = await analyze('[2026-01-14 03:05:09] ERROR [billing] Database connection failed');
    expect(one).toEqual(other);
    expect(one).toMatchObject({ service: 'billing', level: 'error', timestamp: '2026-01-14T03:05:09.000Z' });
  });

  test.each([
    ['Database connection failed', 'database_connection_failure', 'NETWORK', 'restart_connection_pool'],
    ['java.lang.OutOfMemoryError: Java heap space', 'out_of_memory', 'RESOURCE', 'restart_service'],
    ['GET /orders returned HTTP 502', 'http_5xx', 'SERVICE_UNAVAILABLE', 'restart_service'],
    ['Authentication failed for user reporting', 'authentication_failure', 'PERMISSION', 'check_credentials'],
    ['service inventory timed out', 'service_timeout', 'TIMEOUT', 'health_check'],
    ['OutOfMemoryError: heap space', 'out_of_memory', 'RESOURCE', 'restart_service'],
    ['connection timeout after 30s', 'connection_failure', 'NETWORK', 'restart_service'],
    ['health check failed', 'health_check_failed', 'SERVICE_UNAVAILABLE', 'restart_service'],
    ['no space left on device', 'disk_full', 'RESOURCE', 'cleanup_logs'],
    ['connection pool exhausted', 'connection_pool_exhausted', 'RESOURCE', 'restart_connection_pool'],
  ])('names %s', async (message, pattern, cause, remedy) => {
    expect(await analyze(message)).toMatchObject({ pattern_matched: pattern, cause, recommended_action: remedy });
  });

  test.each([
    ['Cannot connect to PostgreSQL at db-7', 'database_connectivity'],
    ['slow query: 48 s on orders', 'database_performance'],
    ['tablespace LEDGER is full', 'database_storage'],
    ['Cannot allocate memory', 'memory_exhaustion'],
    ['possible memory leak in the session cache', 'memory_leak'],
    ['connect to 10.2.0.9 refused: connection refused', 'network_connectivity'],
    ['read timed out', 'network_timeout'],
    ['service mailer is down', 'service_failure'],
    ['invalid configuration: port', 'configuration_error'],
  ])('puts %s into a category', async (message, category) => {
    expect(await analyze(message)).toMatchObject({ category });
  });

  test("lets the tenant's own pattern name a line, whatever its case", async () => {
    expect(await analyze('2026-01-14 03:05:09 [ERROR] shop: Transaction Error on order 17')).toMatchObject({
      pattern_matched: 'payment_failure',
      severity: 'high',
      service: 'shop',
      confidence: expect.closeTo(0.9),
    });
  });

  test('finds nothing wrong in a healthy line', async () => {
    expect(await analyze('2026-01-14 03:05:09 [INFO] api: served 200 requests within the time limit')).toMatchObject({
      pattern_matched: null,
      severity: 'low',
      cause: 'UNKNOWN',
    });
  });

  test('keeps secrets out of the answer, and names the field that is wrong', async () => {
    expect(JSON.stringify(await analyze('login failed with correct-horse-battery'))).not.toContain('correct-horse');
    expect((await post('/api/logs/analyze', { message: 'x', level: 'loud' })).body.error.details).toHaveProperty('level');
    expect((await post('/api/logs/analyze', { message: 'x', timestamp: 'yesterday' })).body.error.details).toHaveProperty('timestamp');
    expect((await post('/api/logs/analyze', {})).status).toBe(400);
  });
});

describe('a line that opens a case', () => {
  const open = async (message: string, more: object = {}, role: 'operator' | 'viewer' = 'operator') => {
    const { key: own } = await createTestKey(database.transact, role);
    const response = await api.request('/api/logs/analyze', { body: { message, open_incident: true, ...more }, key: own });
    return { status: response.status, body: await response.json() };
  };
  const at = (clock: string) => ({ timestamp: `2026-01-14T${clock}Z`, service: 'redis' });

  test('is a failed run of its service, with its metadata, once an hour', async () => {
    const metadata = { dag_id: 'nightly', task_id: 'load', memory_usage: '95%' };
    const first = await open('Task instance failed: Out of memory', { ...at('03:05:09'), metadata });
    expect(first.status).toBe(200);
    const id = first.body.incident_id;
    expect((await open('Task instance failed: out of memory!', { ...at('03:50:00'), metadata })).body.incident_id).toBe(id);
    expect((await open('Task instance failed: Out of memory', { ...at('04:05:09'), metadata })).body.incident_id).not.toBe(id);
    const detail = await (await api.request(`/api/incidents/${id}`, { key })).json();
    expect(detail).toMatchObject({ application: 'redis', job: { key: 'nightly.load' } });
    expect(JSON.stringify(detail)).toContain('memory_usage');
    expect(JSON.stringify(detail)).toContain('out_of_memory');
  });

  test('gives five kinds of trouble five cases with five names', async () => {
    const lines = ['Database connection failed', 'Out of memory', 'answered HTTP 503', 'Authentication failed', 'service cart timed out'];
    const answers = await Promise.all(lines.map((message) => open(message, at('07:00:00'))));
    expect(new Set(answers.map(({ body }) => body.incident_id)).size).toBe(5);
    expect(new Set(answers.map(({ body }) => body.pattern_matched)).size).toBe(5);
  });

  test('is none when nothing is wrong, and needs an operator', async () => {
    expect((await open('all is well', { level: 'info' })).body.incident_id).toBeNull();
    expect((await open('Out of memory', {}, 'viewer')).status).toBe(403);
  });
});

describe('POST /api/classify', () => {
  test('classifies an error by code, message and exception', async () => {
    const { status, body } = await post('/api/classify', {
      code: 500,
      message: 'Xledger API timeout after 30 seconds',
      exception: 'ReadTimeout',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ category: 'THIRD_PARTY_SYSTEM', method: 'rule', action: 'RETRY' });
    expect(body.reasoning).toContain('Xledger');
    expect(body.confidence).toBeGreaterThanOrEqual(0.89);
  });

  test('asks the model only when it is wanted and nothing else can tell', async () => {
    const strange = { message: 'quux', details: { hint: 'correct-horse-battery' } };
    expect((await post('/api/classify', strange)).body).toMatchObject({ category: 'UNKNOWN', cause: 'UNKNOWN' });
    expect(asked).toEqual([]);
    expect((await post('/api/classify', { ...strange, use_llm_fallback: true })).body).toMatchObject({
      category: 'INPUT_DATA_QUALITY',
      method: 'model',
    });
    expect((await post('/api/classify', { message: 'connection refused', use_llm_fallback: true })).body.method).toBe('rule');
    expect(asked).toHaveLength(1);
    expect(asked[0]).not.toContain('correct-horse');
  });
});
