import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApi, type TestApi } from '../tests/support/api.ts';

let directory: string;
let api: TestApi;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nightshift-web-'));
  // No page needs the database.
  api = createTestApi(async () => Promise.reject(new Error('no database')), { settings: { webDirectory: directory } });
});
afterAll(async () => {
  api.close();
  await rm(directory, { recursive: true, force: true });
});

test('says so while the app is not built, and serves it once it is', async () => {
  expect((await api.request('/')).status).toBe(404);
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), '<!doctype html><title>Nightshift</title>');
  await writeFile(join(directory, 'assets', 'app-1a2b.js'), 'export {};');
  const page = await api.request('/');
  expect([page.status, page.headers.get('cache-control'), await page.text()]).toEqual([
    200,
    'no-cache',
    expect.stringContaining('Nightshift'),
  ]);
});

test('every other path is a page of the app', async () => {
  const page = await api.request('/incidents/inc_123?tab=mails');
  expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/html/)]);
});

test('assets never change, and missing ones are missing', async () => {
  const asset = await api.request('/assets/app-1a2b.js');
  expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
  expect((await api.request('/assets/gone.js')).status).toBe(404);
});

test('the API keeps its own errors', async () => {
  const response = await api.request('/api/nothing');
  expect([response.status, (await response.json()).error.code]).toEqual([404, 'not-found']);
  expect((await api.request('/incidents', { method: 'POST', body: {} })).status).toBe(404);
});
