import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedBuiltIns } from '../store/knowledge/built-in.ts';
import { createTestApi, createTestKey, type TestApi, tester, testTenant } from '../tests/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { type ServedApi, serveApi } from '../tests/support/serve-api.ts';

let database: TestDatabase;
let api: TestApi;
let served: ServedApi;
let folder: string;

beforeAll(async () => {
  database = await openTestDatabase();
  api = createTestApi(database.transact);
  served = await serveApi(api.deps, (await createTestKey(database.transact, 'admin')).key);
  await database.transact(testTenant, tester, seedBuiltIns);
  folder = mkdtempSync(join(tmpdir(), 'nightshift-teaching-'));
});
afterAll(async () => {
  await served.close();
  api.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => served.nightshift(...args);
async function json(...args: string[]) {
  const { code, out, err } = await run('--json', ...args);
  return { code, err, value: out === '' ? null : JSON.parse(out) };
}
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const entries = async (): Promise<number> => (await json('knowledge', 'stats')).value.entries;

describe('teaching', () => {
  test('an entry is added, found, listed and trusted more', async () => {
    const taught = await json(
      'add-knowledge',
      ...['--title', 'Mail relay stuck', '--pattern', 'relay .*(stuck|not accepting)', '--category', 'connectivity'],
      ...['--solution', 'Restart the relay', '--confidence', '0.7', '--tags', 'mail,relay'],
    );
    expect(taught.value).toMatchObject({
      title: 'Mail relay stuck',
      cause: 'NETWORK',
      confidence: 0.7,
      tags: ['mail', 'relay'],
      state: 'active',
    });

    const found = await json('knowledge', 'search', '--query', 'the mail relay does not accept connections');
    expect(found.value.items[0].entry.id).toBe(taught.value.id);
    expect((await run('knowledge')).out).toContain('Mail relay stuck');

    expect((await json('knowledge', 'reembed')).value.pending).toBe(await entries());
    expect((await run('knowledge', 'reembed')).out).toContain(`The vectors of ${await entries()} entries are made anew`);

    const child = await json(
      'add-pattern',
      '--pattern',
      'relay queue .* full',
      '--category',
      'connectivity',
      '--parent-pattern',
      'RELAY .*(stuck|not accepting)',
    );
    expect(child.value).toMatchObject({ parentId: taught.value.id, cause: 'NETWORK', solution: 'Restart the relay' });
    expect((await json('knowledge', 'show', taught.value.id)).value.children).toMatchObject([{ id: child.value.id }]);

    const moved = await run(
      'update-confidence',
      '--pattern',
      'relay .*(stuck|not accepting)',
      '--new-confidence',
      '0.85',
      '--reason',
      'worked',
    );
    expect(moved.out).toContain('0.7 → 0.85');
    expect((await run('update-confidence', '--pattern', 'nothing such', '--new-confidence', '0.5', '--reason', 'x')).code).toBe(5);
  });

  test('the nine kinds of seed patterns are taken and listed', async () => {
    const seeds = [
      ['connection.*(pool|limit).*exceeded', 'database_connectivity'],
      ['query took longer than \\d+ s', 'database_performance'],
      ['tablespace .* cannot grow', 'database_storage'],
      ['container .* exceeded its memory', 'memory_exhaustion'],
      ['resident set grows without end', 'memory_leak'],
      ['no path to the partner network', 'network_connectivity'],
      ['handshake takes longer than allowed', 'network_timeout'],
      ['unit .* entered failed state', 'service_failure'],
      ['mandatory key .* absent from profile', 'configuration_error'],
    ] as const;
    for (const [pattern, category] of seeds) expect((await run('add-pattern', '--pattern', pattern, '--category', category)).code).toBe(0);
    for (const [, category] of seeds)
      expect((await json('knowledge', 'list', '--category', category)).value.items.length).toBeGreaterThan(0);
  });

  test('a broken pattern is refused, naming it', async () => {
    const { code, err } = await run('add-pattern', '--pattern', '(open', '--category', 'x');
    expect(code).toBe(2);
    expect(err).toContain('patterns');
  });
});

describe('testing patterns', () => {
  test('a regex fits or does not', async () => {
    expect(await run('test-log-pattern', 'connection.*timeout', 'Database connection timeout after 30 seconds')).toMatchObject({
      code: 0,
      out: 'match\n',
    });
    expect(await run('test-log-pattern', 'connection.*timeout', 'all is well')).toMatchObject({ code: 1, out: 'no match\n' });
    expect((await run('test-log-pattern', '(open', 'x')).code).toBe(2);
  });

  test("a log pattern names lines and sets their severity, and a failure's too", async () => {
    expect(
      (await run('add-log-pattern', '--name', 'payment_failure', '--pattern', 'transaction error|payment .*declined', '--severity', 'high'))
        .code,
    ).toBe(0);
    const analysis = await (
      await api.request('/api/logs/analyze', {
        body: { message: 'Transaction error on order 17' },
        key: (await createTestKey(database.transact, 'viewer')).key,
      })
    ).json();
    expect(analysis).toMatchObject({ pattern_matched: 'payment_failure', severity: 'high' });
  });
});

describe('files', () => {
  const head = 'timestamp,title,description,service,severity,resolution_time,solution,tags';
  const rows = [
    '2026-01-10 02:11:00,Gateway refuses TLS,certificate has expired,gateway,high,300,Renewed the certificate,tls',
    '2026-01-11 02:11:00,Nightly export out of memory,Java heap space,export,critical,10m,Raised the heap,memory',
    '2026-01-12 02:11:00,Report host is full,no space left on device,reports,medium,20m,Deleted old reports,disk',
    '2026-01-13 02:11:00,Partner answers 503,service unavailable,partner,low,60,Sent it again later,http',
    '2026-01-14 02:11:00,Batch user locked out,authentication failed,directory,high,900,Unlocked the user,auth',
  ];

  test('a history of five kinds makes five entries', async () => {
    const before = await entries();
    const imported = await json('import-incidents', '--file', file('history.csv', [head, ...rows, ''].join('\n')), '--auto-learn');
    expect(imported).toMatchObject({ code: 0, value: { rows: 5, imported: 5, problems: [] } });
    expect(imported.value.learned).toHaveLength(5);
    expect(await entries()).toBe(before + 5);
  });

  test('bad rows are told by their line also where the file goes over in parts', async () => {
    const many = Array.from({ length: 450 }, (_, index) => `2026-02-01 00:00:00,Row ${index},,svc,low,5,,x`);
    many[440] = 'never,Row 440,,svc,low,5,,x';
    const { code, out } = await run('import-incidents', '--file', file('many.csv', [head, ...many].join('\n')));
    expect(code).toBe(2);
    expect(out).toContain('450 rows: 449 imported');
    expect(out).toContain('line 442: timestamp');
    expect((await run('import-incidents', '--file', join(folder, 'absent.csv'))).code).toBe(2);
  });

  test('knowledge is written to a file and taken over again', async () => {
    const to = join(folder, 'knowledge.json');
    expect(
      (await run('export-knowledge', '--output', to, '--include-metrics', '--include-confidence-history', '--destination', 'second')).code,
    ).toBe(0);
    const exported = JSON.parse(readFileSync(to, 'utf8'));
    expect(exported).toMatchObject({
      format: 'nightshift-knowledge',
      destination: 'second',
      metrics: { entries: exported.entries.length },
    });
    expect(Object.values(exported.confidenceHistory).flat()).toContainEqual(
      expect.objectContaining({ before: 0.7, after: 0.85, reason: 'worked' }),
    );
    const again = await json('import-knowledge', to);
    expect(again.value).toMatchObject({ added: 0, unchanged: exported.entries.length });

    const renamed = exported.entries.map((entry: { id: string; confidence: number }) => ({
      ...entry,
      id: `x_${entry.id}`,
      parentId: null,
      confidence: 0.8,
    }));
    const other = file('other.json', JSON.stringify({ ...exported, entries: renamed, confidenceHistory: {} }));
    const args = ['--source-environment', 'staging', '--pattern-types', 'authentication', '--confidence-adjustment', '-0.1'];
    const taken = await json('import-knowledge', '--file', other, ...args);
    expect(taken.value.added).toBeGreaterThan(0);
    expect(taken.value.added + taken.value.filtered).toBe(renamed.length);
    const [entry] = (await json('knowledge', 'list', '--tag', 'from:staging')).value.items;
    expect(entry).toMatchObject({ confidence: 0.7, category: 'authentication' });
  });

  test('knowledge comes straight from another installation', async () => {
    const otherDatabase = await openTestDatabase();
    const otherApi = createTestApi(otherDatabase.transact);
    const key = (await createTestKey(otherDatabase.transact, 'admin')).key;
    const other = await serveApi(otherApi.deps, key);
    await other.nightshift('add-pattern', '--pattern', 'crane number \\d+ jammed', '--category', 'cranes', '--solution', 'Free the crane');
    const taken = await json('import-knowledge', '--source-environment', other.url, '--source-api-key', key);
    expect(taken.value).toMatchObject({ added: 1 });
    expect((await run('import-knowledge')).code).toBe(2);
    await other.close();
    otherApi.close();
    await otherDatabase.close();
  });
});

describe('keeping order', () => {
  test('a report finds planted cases, and a cleaning repairs them and is taken back', async () => {
    const twin = ['--category', 'printing', '--solution', 'Restart the spooler'] as const;
    await run('add-knowledge', '--title', 'Spooler jam', '--pattern', 'spooler jam', ...twin);
    await run('add-knowledge', '--title', 'Spooler jam', '--pattern', 'spooler jam', ...twin);
    await run('add-pattern', '--pattern', 'spooler jam', '--category', 'paper');
    const report = join(folder, 'report.json');
    const checked = await run(
      'validate-training-data',
      '--check-duplicates',
      '--check-missing-fields',
      '--check-pattern-conflicts',
      '--report-path',
      report,
    );
    expect(checked.code).toBe(1);
    const found = JSON.parse(readFileSync(report, 'utf8'));
    expect(found.duplicates).toContainEqual(expect.objectContaining({ title: 'Spooler jam' }));
    expect(found.missingFields).toContainEqual(expect.objectContaining({ title: 'paper: spooler jam', fields: ['solution'] }));
    expect(found.patternConflicts).toContainEqual(expect.objectContaining({ pattern: 'spooler jam' }));

    const cleaned = await json('clean-training-data', '--remove-duplicates', '--standardize-timestamps', '--normalize-service-names');
    expect(cleaned.value.counts.removeDuplicates).toBeGreaterThanOrEqual(1);
    const undone = await run('clean-training-data', '--undo', cleaned.value.undoId);
    expect(undone.out).toContain(`${cleaned.value.changes.length} repairs taken back`);
    expect((await run('clean-training-data')).code).toBe(2);
  });

  test('learning by itself is set, and what is left out stays', async () => {
    const set = ['--pattern-types', 'connectivity,memory', '--confidence-threshold', '0.8', '--require-multiple-successes', '3'];
    expect((await json('enable-auto-learning', ...set)).value).toMatchObject({
      enabled: true,
      patternTypes: ['connectivity', 'memory'],
      confidenceThreshold: 0.8,
      requireSuccesses: 3,
    });
    expect((await json('enable-auto-learning', '--off')).value).toMatchObject({ enabled: false, requireSuccesses: 3 });
    expect((await run('enable-auto-learning', '--confidence-threshold', '2')).code).toBe(2);
  });
});

describe('the help', () => {
  test('shows the commands in a group of their own, each with an example', async () => {
    const { out } = await run('--help');
    const commands = [
      ...['knowledge', 'add-knowledge', 'add-pattern', 'update-confidence', 'test-pattern', 'test-log-pattern', 'add-log-pattern'],
      ...[
        'import-incidents',
        'export-knowledge',
        'import-knowledge',
        'validate-training-data',
        'clean-training-data',
        'enable-auto-learning',
      ],
    ];
    const teaching = out.slice(out.indexOf('Teaching:'));
    for (const command of commands) {
      expect(teaching).toContain(`  ${command} `);
      expect((await run(command, '--help')).out).toMatch(/Examples?:\n {2}\$ nightshift/);
    }
  });
});
