import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApi, createTestKey, type TestApi } from '../tests/support/api.ts';
import { declareSettlement, diagnoseCase, openCase, proposeFor } from '../tests/support/cases.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
let incidentId: string;
let routes: { readonly path: string; readonly method: string; readonly fields: readonly string[] }[];

/** Streams and pages that never end or never take anything. */
const leftOut = ['/api/events', '/health', '/ready', '/metrics'];

interface Operation {
  readonly requestBody?: { readonly content: Record<string, { readonly schema: { readonly $ref?: string } }> };
}

beforeAll(async () => {
  database = await openTestDatabase();
  api = createTestApi(database.transact);
  key = (await createTestKey(database.transact, 'admin')).key;
  await declareSettlement(database.transact);
  incidentId = await openCase(database.transact, 'fuzzed');
  await diagnoseCase(database.transact, incidentId);
  await proposeFor(database.transact, incidentId);
  const document = await (await api.request('/openapi.json')).json();
  const fieldsOf = (operation: Operation): string[] => {
    const name = operation.requestBody?.content['application/json']?.schema.$ref?.split('/').at(-1);
    return name === undefined ? [] : Object.keys(document.components.schemas[name]?.properties ?? {});
  };
  routes = Object.entries(document.paths as Record<string, Record<string, Operation>>)
    .filter(([path]) => !leftOut.includes(path))
    .flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({ path, method: method.toUpperCase(), fields: fieldsOf(operation) })),
    );
});
afterAll(async () => {
  api.close();
  await database.close();
});

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '\u0000',
    '\ud800',
    '',
    ' ',
    '__proto__',
    "'; drop table incident; --",
    '9'.repeat(40),
    '-1',
    '1e400',
    'null',
    '2026-02-30T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    'a'.repeat(2000),
  ),
);
const value = fc.oneof(
  nasty,
  fc.double(),
  fc.maxSafeInteger(),
  fc.boolean(),
  fc.constant(null),
  fc.array(nasty, { maxLength: 3 }),
  fc.dictionary(nasty, nasty, { maxKeys: 3 }),
);

test('whatever is sent, no answer is a 5xx', async () => {
  expect(routes.length).toBeGreaterThan(35);
  const request = fc.record({
    route: fc.constantFrom(...routes),
    id: fc.oneof(
      fc.constant(incidentId),
      nasty.filter((text) => !text.includes('\ud800') && text.isWellFormed()),
    ),
    query: fc.dictionary(
      fc.constantFrom('status', 'cause', 'q', 'cursor', 'limit', 'since', 'until', 'job', 'state', 'platform', 'incident'),
      nasty.filter((text) => text.isWellFormed()),
      { maxKeys: 4 },
    ),
    values: fc.array(value, { minLength: 12, maxLength: 12 }),
    given: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
    extra: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ route, id, query, values, given, extra }) => {
      const path = route.path.replaceAll(/\{\w+\}/g, encodeURIComponent(id));
      const fields = [...route.fields.filter((_, index) => given[index % 12]), ...(extra ? ['unknown'] : [])];
      const body = Object.fromEntries(fields.map((field, index) => [field, values[index % 12]]));
      const sent = route.method === 'GET' || route.method === 'DELETE' ? {} : { body };
      const response = await api.request(`${path}?${new URLSearchParams(query)}`, { method: route.method, key, ...sent });
      const answered = response.status < 500 ? null : await response.text();
      expect({ route: `${route.method} ${path}`, query, body, answered }).toMatchObject({ answered: null });
    }),
    { numRuns: 400, endOnFailure: true },
  );
}, 60_000);
