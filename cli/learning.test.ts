import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../api/app.ts';
import { createTestApi, createTestKey } from '../tests/support/api.ts';
import { openTestDatabase, type TestDatabase } from '../tests/support/database.ts';
import { makeCase } from '../tests/support/judged-cases.ts';
import { duration } from './ratios.ts';
import { runProgram } from './run-program.ts';

let database: TestDatabase;
let server: ServerType;
let close: () => void;
let url: string;
let key: string;

beforeAll(async () => {
  database = await openTestDatabase();
  const { app, close: closeApp } = createApp(createTestApi(database.transact).deps);
  close = closeApp;
  key = (await createTestKey(database.transact, 'viewer')).key;
  for (let run = 1; run <= 9; run++)
    await makeCase(database.transact, {
      run: `r${run}`,
      cause: 'DATA',
      confidence: 0.9,
      action: 'RETRY',
      outcome: run === 1 ? 'green' : 'red',
    });
  await new Promise<void>((resolve) => {
    server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () => resolve());
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  close();
  await new Promise((resolve) => server.close(resolve));
  await database.close();
});

async function run(...args: string[]) {
  let out = '';
  const code = await runProgram(['--url', url, '--api-key', key, ...args], '1.0.0', {
    out: (text) => (out += text),
    err: (text) => (out += text),
  });
  return { code, out: out.replaceAll(/\u001b\[\d+m/g, '') };
}

describe('the figures on the command line', () => {
  test.each([
    [
      'ai-metrics',
      [
        'action success rate     11.1 % (1 of 9)',
        'false positive rate     0.0 % (0 of 9)',
        'learning velocity',
        'recognition accuracy    100.0 % (1 of 1)',
      ],
    ],
    ['ai-status', ['knowledge             limited', 'confidence            low']],
    ['feedback-metrics', ['RETRY on DATA was right in 1 of 9. Use SEND_EMAIL: SEND_EMAIL is usual for DATA.']],
    [
      'learning-report --days 30',
      [
        'new patterns',
        'confidence improved',
        'resolved without a person',
        'mean time to resolution',
        'false positive rate',
        'knowledge growth',
        'Top categories',
        'DATA',
      ],
    ],
    [
      'ai-performance-report --format detailed',
      [
        'Recognition\n',
        'Actions\n',
        'Learning\n',
        'Top categories\n',
        'Areas to improve\n',
        'human intervention',
        'Recognition by cause',
        '- DATA (11.1 % (1 of 9) right): Running it again unchanged',
      ],
    ],
    ['ai-performance-report', ['Areas to improve']],
    ['reports list', ['No reports yet.']],
  ])('%s', async (command, said) => {
    const { code, out } = await run(...command.split(' '));
    expect(code).toBe(0);
    for (const text of said) expect(out).toContain(text);
  });

  test('as JSON are what the API answers', async () => {
    const { out } = await run('--json', 'ai-metrics', '--days', '7');
    expect(JSON.parse(out)).toMatchObject({ days: 7, action_success_rate: { numerator: 1, denominator: 9 } });
    expect(JSON.parse((await run('ai-performance-report', '--format', 'json')).out)).toHaveProperty('areas_to_improve');
  });

  test('of an action are attempts, successes and their rate, and for programs the same', async () => {
    const { out } = await run('action-stats', '--action-type', 'RETRY');
    expect(out).toMatch(/action +attempts +successes +rate\nRETRY +9 +1 +11\.1 %\n/);
    expect(out).not.toContain('RETRY_WITH_NEW_PARAMS');
    expect((await run('action-stats')).out).toMatch(/RETRY_WITH_NEW_PARAMS +0 +0 +–\n/);
    const actions = [{ action: 'RETRY', attempts: 9, successes: 1, rate: 0.1111 }];
    for (const form of [
      ['--json', 'action-stats'],
      ['action-stats', '--format', 'json'],
    ])
      expect(JSON.parse((await run(...form, '--action-type', 'RETRY', '--days', '7')).out)).toMatchObject({ days: 7, actions });
  });

  test('refuse an action that nobody knows, and name those that there are', async () => {
    const { code, out } = await run('action-stats', '--action-type', 'RESTART');
    expect(code).toBe(2);
    expect(out).toContain("'RESTART' is invalid. Allowed choices are RETRY, RETRY_WITH_NEW_PARAMS.");
  });

  test('refuse days that are none', async () => expect((await run('learning-report', '--days', '0')).code).toBe(2));
});

test('durations are said as people do', () => {
  expect([duration(null), duration(12.3), duration(252), duration(3_900)]).toEqual(['–', '12.3 s', '4 m 12 s', '1 h 5 m']);
});
