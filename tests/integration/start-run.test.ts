import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ActivityDeps } from '../../activities/deps.ts';
import { startRun } from '../../activities/start-run.ts';
import { toFailure } from '../../activities/to-failure.ts';
import type { Connector } from '../../connectors/contract.ts';
import { createHttpConnector } from '../../connectors/http/connector.ts';
import { httpSettings } from '../../connectors/http/settings.ts';
import { green } from '../support/scripted-platform.ts';
import { type Kit, openKit, tenantId } from './kit.ts';

let kit: Kit;
let scheduler: Server;
let answer: RequestListener;
/** Starts that the scheduler was asked for, and what it started by key. */
let starts = 0;
const started = new Map<string, string>();

beforeAll(async () => {
  kit = await openKit();
  scheduler = createServer((request, response) => {
    if (request.method === 'GET') {
      const run = started.get(request.url?.split('/').at(-1) ?? '');
      response.writeHead(run === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify({ run }));
      return;
    }
    starts += 1;
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(scheduler, 'listening');
});
beforeEach(() => {
  starts = 0;
  started.clear();
});
afterAll(async () => {
  scheduler.close();
  await kit.database.close();
});

const address = () => `http://127.0.0.1:${(scheduler.address() as AddressInfo).port}`;
const cron = (submit: object = {}, job: object = {}): Connector =>
  createHttpConnector(
    httpSettings.parse({
      name: 'cron',
      kind: 'http',
      allow: ['127.0.0.0/8'],
      requestsPerSecond: 100,
      jobs: {
        nightly: {
          application: 'finance',
          submit: { url: `${address()}/start/{key}`, run: '/run', ...submit },
          run: { url: `${address()}/runs/{run}`, state: '/state', succeeded: ['ok'], failed: ['failed'] },
          ...job,
        },
      },
    }),
  );
const finding = () => ({ find: { url: `${address()}/find/{key}`, run: '/run' } });
const gatewayTimeout: RequestListener = (_request, response) => void response.writeHead(504).end('{}');
const takes: RequestListener = (request, response) => {
  const key = request.url?.split('/').at(-1) ?? '';
  const run = started.get(key) ?? `run-${started.size + 1}`;
  started.set(key, run);
  response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ run }));
};
const takesInSilence: RequestListener = (request, response) => {
  started.set(request.url?.split('/').at(-1) ?? '', 'run-1');
  response.writeHead(504).end('{}');
};

let number = 0;
/** Carries the step out as often as Temporal would. */
async function start(connector: Connector, key = `key-${++number}`, changes: Partial<ActivityDeps> = {}) {
  const deps = { ...kit.deps, connectors: new Map([[connector.platform, connector]]), ...changes };
  let last: unknown;
  for (let attempt = 1; attempt <= 10; attempt++) {
    try {
      return await startRun(deps, { tenantId, platform: connector.platform, jobKey: 'nightly', key });
    } catch (error) {
      last = toFailure(error);
      if (last instanceof ApplicationFailure && last.nonRetryable === true) break;
    }
  }
  throw last;
}
const linesOf = (key: string) =>
  kit.transact((tx) => tx.rows<{ kind: string; summary: string }>(`select kind, summary from record where detail->>'key' = $1`, [key]));

describe('a start whose answer was lost', () => {
  it.each([
    ['a gateway timed out', gatewayTimeout],
    ['the connection broke', ((request) => void request.socket.destroy()) satisfies RequestListener],
    ['the answer is no JSON', ((_request, response) => void response.writeHead(200).end('<html>')) satisfies RequestListener],
  ] as const)('is not sent twice where nobody can be asked: %s', async (_what, listener) => {
    answer = listener;
    const key = `lost-${++number}`;
    await expect(start(cron(), key)).rejects.toThrow(/^nightly on cron: the run may have been started.*not sent again/);
    expect(starts).toBe(1);
    // Asked for again under the same key, in a workflow of its own.
    await expect(start(cron(), key)).rejects.toThrow(/not sent again/);
    expect(starts).toBe(1);
    expect(await linesOf(key)).toEqual([{ kind: 'run-start-unknown', summary: expect.stringContaining('nightly on cron') }]);
  });

  it('is looked up where it can be', async () => {
    answer = takesInSilence;
    expect(await start(cron({}, finding()))).toEqual({ runKey: 'run-1' });
    expect(starts).toBe(1);
  });

  it('is sent again where the look-up finds that there is none', async () => {
    answer = (request, response) => (starts === 1 ? gatewayTimeout : takes)(request, response);
    expect(await start(cron({}, finding()))).toEqual({ runKey: 'run-1' });
    expect(starts).toBe(2);
  });

  it('is sent again where the platform starts one run per key', async () => {
    answer = (request, response) => (starts < 3 ? takesInSilence : takes)(request, response);
    expect(await start(cron({ idempotent: true }))).toEqual({ runKey: 'run-1' });
    expect([starts, started.size]).toEqual([3, 1]);
  });
});

describe('a start that certainly had no effect', () => {
  it('is sent again, however often', async () => {
    answer = (request, response) => (starts < 4 ? void response.writeHead(503).end() : takes(request, response));
    expect(await start(cron())).toEqual({ runKey: 'run-1' });
    expect(starts).toBe(4);
  });

  it('is given up where the platform says no, until somebody asks for it again', async () => {
    answer = (_request, response) => void response.writeHead(403).end();
    const key = `refused-${++number}`;
    await expect(start(cron(), key)).rejects.toThrow('403');
    expect(starts).toBe(1);
    answer = takes;
    expect(await start(cron(), key)).toEqual({ runKey: 'run-1' });
  });
});

it('is not sent by a second process after the first has died in the middle of it', async () => {
  answer = takesInSilence;
  const connector = cron();
  const dies: Connector = {
    ...connector,
    submit: async (submission) => {
      await connector.submit(submission).catch(() => undefined);
      throw new Error('the process is gone');
    },
  };
  const key = `died-${++number}`;
  const deps = { ...kit.deps, connectors: new Map([['cron', dies]]) };
  await expect(startRun(deps, { tenantId, platform: 'cron', jobKey: 'nightly', key })).rejects.toThrow('gone');
  await expect(start(connector, key)).rejects.toThrow(/not sent again/);
  expect(starts).toBe(1);
});

it('is the same run when it is asked for again', async () => {
  answer = takes;
  const key = `same-${++number}`;
  expect(await start(cron(), key)).toEqual({ runKey: 'run-1' });
  expect(await start(cron(), key)).toEqual({ runKey: 'run-1' });
  expect(starts).toBe(1);
});

it('leaves a platform that starts one run per key to itself', async () => {
  kit.platform.declare({ jobKey: 'nightly' }, [green]);
  expect(await start(kit.platform)).toEqual({ runKey: 'nightly-1' });
});
