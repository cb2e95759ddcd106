import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerType, serve } from '@hono/node-server';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../api/app.ts';
import { readConfig } from '../config.ts';
import { localEmbedder } from '../domain/knowledge/embedder.ts';
import { createKnowledgeSearch } from '../store/knowledge/search.ts';
import { createModelGate } from '../temporal/model-gate.ts';
import { type ModelSimulator, startModelSimulator } from '../tests/simulators/openai/simulator.ts';
import { createTestApi, createTestKey } from '../tests/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { makeCase } from '../tests/support/judged-cases.ts';
import { runProgram } from './run-program.ts';

let database: TestDatabase;
let server: ServerType;
let close: () => void;
let url: string;
let key: string;
let admin: string;
let simulator: ModelSimulator;
const directory = mkdtempSync(join(tmpdir(), 'nightshift-analyze-'));

beforeAll(async () => {
  database = await openTestDatabase();
  simulator = await startModelSimulator({ apiKey: 'sim-key-123456', models: ['qwen2.5:7b', 'mistral'] });
  simulator.answer = () => ({
    kind: 'json',
    value: {
      ...{ cause: 'DATA', origin: 'INPUT_DATA_QUALITY', action: 'SEND_EMAIL', confidence: 0.7 },
      ...{ rootCause: 'The zorb is bent.', quotes: [], parameters: [] },
    },
  });
  const knowledge = createKnowledgeSearch(localEmbedder, () => new Date());
  const model = createModelGate(
    readConfig({
      LLM_PROVIDER: 'compatible',
      LOCAL_LLM_BASE_URL: simulator.url,
      LOCAL_LLM_API_KEY: 'sim-key-123456',
      LOCAL_LLM_MODEL: 'qwen2.5:7b',
    }),
    { transact: database.transact, knowledge, log: () => undefined },
  );
  const api = createTestApi(database.transact, { deps: { model, knowledge, askModel: model.askAboutText } });
  const { app, close: closeApp } = createApp(api.deps);
  close = closeApp;
  key = (await createTestKey(database.transact, 'operator')).key;
  admin = (await createTestKey(database.transact, 'admin')).key;
  const finishedAt = new Date(Date.now() - 3_600_000).toISOString();
  await makeCase(database.transact, { run: 'recent', cause: 'RESOURCE', confidence: 0.9, action: 'RETRY', finishedAt });
  await new Promise<void>((resolve) => {
    server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () => resolve());
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  close();
  await new Promise((resolve) => server.close(resolve));
  await simulator.close();
  await database.close();
  rmSync(directory, { recursive: true, force: true });
});

const analyze = (...options: string[]) => analyzeAs(key, ...options);

async function analyzeAs(who: string, ...options: string[]) {
  let out = '';
  let err = '';
  const code = await runProgram(['--url', url, '--api-key', who, 'analyze', ...options], '1.0.0', {
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return { code, out, err };
}

const failed = {
  jobId: '4711',
  pipeline: 'Supplier import',
  finishedAt: '2020-01-01T00:00:00Z',
  errors: [{ activity: 'Load', message: 'Column amount is missing', exception: 'InvalidInputException' }],
};

describe('nightshift analyze', () => {
  test('without options is a text report of the last 24 hours', async () => {
    const { code, out, err } = await analyze();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('(24 h)');
    expect(out).toContain('Total failed jobs:  1');
  });

  test.each([
    ['markdown', '# Failure report\n'],
    ['json', '{\n  "report_id"'],
    [
      'csv',
      'Job ID,Pipeline Name,Tenant ID,Finished At,Activity Name,Error Category,Classified By,Confidence,Reasoning,Error Code,Error Message,Exception Type\r\n',
    ],
  ])('gives %s', async (format, start) =>
    expect((await analyze('--hours', '720', '--format', format)).out.slice(0, start.length)).toBe(start),
  );

  test('the JSON is what the API answers, and --json asks for it too', async () => {
    const { out } = await analyze('--format', 'json', '--no-llm');
    const report = JSON.parse(out);
    expect(report).toMatchObject({ total_jobs: 1, total_errors: 1, use_llm: false });
    const kept = await fetch(`${url}/api/reports/${report.report_id}`, { headers: { authorization: `Bearer ${key}` } });
    expect(await kept.json()).toEqual(report);
  });

  test('writes to a file, and then prints no report', async () => {
    const file = join(directory, 'report.csv');
    expect(await analyze('--format', 'csv', '--output', file)).toEqual({ code: 0, out: '', err: '' });
    expect(parse(readFileSync(file, 'utf8'))).toHaveLength(2);
    expect((await analyze('--output', join(directory, 'none', 'report.txt'))).code).toBe(2);
  });

  test('tells with --verbose how each error was decided, on stderr alone', async () => {
    const { out, err } = await analyze('--verbose');
    expect(err).toContain('nightly / first run: WORKFLOW_ENGINE (RESOURCE) 0.90 by rule');
    expect(err).toContain('    rules: RESOURCE');
    expect(out).not.toContain('    rules: RESOURCE');
  });

  test('fixes the range by --since and --until', async () => {
    const { out } = await analyze('--since', '2020-01-01 00:00:00', '--until', '2020-01-31 12:30:00');
    expect(out).toContain('2020-01-01T00:00:00+00:00 to 2020-01-31T12:30:00+00:00');
    expect(out).toContain('Total failed jobs:  0');
  });

  test.each([
    [['--since', '2020-01-01'], 'YYYY-MM-DD HH:MM:SS'],
    [['--until', '2020-02-30 00:00:00'], 'YYYY-MM-DD HH:MM:SS'],
    [['--since', '2020-02-02 00:00:00', '--until', '2020-02-01 00:00:00'], '--until is before --since'],
    [['--hours', '5', '--since', '2020-02-02 00:00:00'], 'give one of them'],
    [['--hours', 'many'], 'whole number'],
    [['--tenant-id', 'acme'], 'UUID'],
    [['--format', 'pdf'], 'Allowed choices are text, markdown, json, csv'],
    [['--llm-model', 'qwen2.5:7b'], 'admin'],
    [['--no-llm', '--llm-model', 'qwen2.5:7b'], '--no-llm asks no model'],
    [['--file', '/nonexistent.json'], '/nonexistent.json'],
  ])('refuses %j with a reason', async (options, reason) => {
    const { code, out, err } = await analyze(...options);
    expect(code).toBeGreaterThan(0);
    expect(out).toBe('');
    expect(err).toContain(reason);
  });

  test('names every option in its help', async () => {
    const { code, out } = await analyze('--help');
    expect(code).toBe(0);
    for (const option of [
      '--hours',
      '--no-llm',
      '--llm-model',
      '--llm-url',
      '--since',
      '--until',
      '--tenant-id',
      '--format',
      '--output',
      '--verbose',
      '--file',
      '--help',
    ])
      expect(out).toContain(option);
  });
});

describe('the model', () => {
  const file = join(directory, 'odd.json');
  const odd = (message: string) => writeFileSync(file, JSON.stringify([{ ...failed, errors: [{ message }] }]));
  let seen = 0;
  /** Models that were asked since the last look. */
  const models = () => {
    const fresh = simulator.requests.slice(seen);
    seen = simulator.requests.length;
    return fresh.map((request) => request.body['model']);
  };

  test('is asked about what nothing else can tell, and not with --no-llm', async () => {
    odd('the zorb bent over');
    models();
    expect((await analyze('--file', file, '--no-llm')).out).toMatch(/UNKNOWN +1 +100\.0%/);
    expect(models()).toEqual([]);
    const { out, err } = await analyze('--file', file, '--verbose');
    expect(models()).toEqual(['qwen2.5:7b']);
    expect(out).toMatch(/INPUT_DATA_QUALITY +1 +100\.0%/);
    expect(out).toContain('UNKNOWN without a model: 1 (100.0%), in this report: 0 (0.0%)');
    expect(err).toContain('model: DATA/INPUT_DATA_QUALITY');
  });

  test('is another one, elsewhere, where an admin says so', async () => {
    odd('the glorp is bent');
    models();
    expect((await analyzeAs(admin, '--file', file, '--llm-model', 'mistral')).code).toBe(0);
    expect(models()).toEqual(['mistral']);
    const other = await startModelSimulator({ apiKey: null });
    other.answer = simulator.answer;
    odd('the quux is bent');
    expect((await analyzeAs(admin, '--file', file, '--llm-url', other.url)).code).toBe(0);
    expect(other.requests).toHaveLength(1);
    expect(models()).toEqual([]);
    await other.close();
    expect((await analyzeAs(admin, '--file', file, '--llm-url', 'http://metadata.internal/v1')).code).toBe(2);
  });
});

describe('a file of failed jobs', () => {
  const contents: readonly (readonly [string, string])[] = [
    ['an array', JSON.stringify([failed])],
    ['an object', JSON.stringify({ jobs: [failed] })],
    ['one object', JSON.stringify(failed, null, 2)],
    ['lines', `\ufeff${JSON.stringify(failed)}\n\n${JSON.stringify({ ...failed, jobId: 4712 })}\n`],
    [
      'other names',
      JSON.stringify([{ job_id: 4711, pipeline_name: 'p', finished_at: failed.finishedAt, errors: [{ error_message: 'x', extra: 1 }] }]),
    ],
  ];
  test.each(contents)('as %s', async (_name, content) => {
    const file = join(directory, 'jobs.json');
    writeFileSync(file, content);
    const { code, out } = await analyze('--file', file, '--no-llm', '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(out).total_jobs).toBe(content.includes('4712') ? 2 : 1);
  });

  test('is refused with the line that is wrong', async () => {
    const file = join(directory, 'broken.jsonl');
    writeFileSync(file, `${JSON.stringify(failed)}\n{"jobId": \n`);
    expect(await analyze('--file', file)).toMatchObject({ code: 2, err: expect.stringContaining('line 2') });
    writeFileSync(file, JSON.stringify([{ ...failed, finishedAt: 'yesterday' }]));
    expect(await analyze('--file', file)).toMatchObject({ code: 2, err: expect.stringContaining('jobs[0].finishedAt') });
  });

  test('of its own report comes back as the same report', async () => {
    const file = join(directory, 'again.json');
    const first = JSON.parse((await analyze('--format', 'json', '--no-llm')).out);
    writeFileSync(file, JSON.stringify(first));
    expect(JSON.parse((await analyze('--file', file, '--no-llm', '--format', 'json')).out)).toMatchObject({
      total_jobs: 1,
      total_errors: 1,
    });
  });
});

describe('where no model is switched on', () => {
  const file = join(directory, 'unplaced.json');
  let off: ServerType;
  let at: string;
  let end: () => void;
  beforeAll(async () => {
    const config = readConfig({ LOCAL_LLM_BASE_URL: simulator.url, LOCAL_LLM_API_KEY: 'sim-key-123456' });
    const knowledge = createKnowledgeSearch(localEmbedder, () => new Date());
    const model = createModelGate(config, { transact: database.transact, knowledge, log: () => undefined });
    const made = createApp(createTestApi(database.transact, { deps: { model, knowledge } }).deps);
    end = made.close;
    await new Promise<void>((resolve) => {
      off = serve({ fetch: made.app.fetch, hostname: '127.0.0.1', port: 0 }, () => resolve());
    });
    at = `http://127.0.0.1:${(off.address() as AddressInfo).port}`;
    writeFileSync(file, JSON.stringify([{ ...failed, errors: [{ message: 'the plumbus is bent' }] }]));
    await makeCase(database.transact, {
      run: 'unplaced',
      cause: 'UNKNOWN',
      confidence: 0.3,
      action: 'SEND_EMAIL',
      errorText: 'bent dinglebop',
    });
  });
  afterAll(async () => {
    end();
    await new Promise((resolve) => off.close(resolve));
  });
  const asked = () => simulator.requests.map((request) => request.body['model']);

  test('the report says so', async () => {
    simulator.forget();
    for (const source of [['--file', file], []]) {
      expect((await analyze('--url', at, ...source)).out).toMatch(/^Model: +not used$/m);
      expect(JSON.parse((await analyze('--url', at, ...source, '--format', 'json')).out).use_llm).toBe(false);
    }
    expect(asked()).toEqual([]);
  });

  test('an admin who names one gets it from the local server', async () => {
    for (const source of [['--file', file], []]) {
      simulator.forget();
      const { code, out, err } = await analyzeAs(admin, '--url', at, ...source, '--llm-model', 'mistral');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toMatch(/^Model: +used where rules and knowledge cannot tell$/m);
      expect(new Set(asked())).toEqual(new Set(['mistral']));
    }
  });

  test('hears on stderr of a model that gives no answer', async () => {
    writeFileSync(file, JSON.stringify([{ ...failed, errors: [{ message: 'the fleeb is bent' }] }]));
    const { code, err } = await analyzeAs(admin, '--url', at, '--file', file, '--llm-model', 'no-such-model');
    expect(code).toBe(0);
    expect(err).toMatch(/^1 without an answer of the model; first: model: failed \(.*no-such-model.*\)\n$/);
  });
});
