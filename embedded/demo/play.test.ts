import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ApiClient } from './api-client.ts';
import { readExpectations } from './expectations.ts';
import { type Played, playJobs } from './play.ts';

const folder = mkdtempSync(join(tmpdir(), 'nightshift-demo-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder with these jobs, each expected to end so. */
function jobFolder(names: readonly string[], expected: object) {
  const jobs = mkdtempSync(join(folder, 'jobs-'));
  for (const name of names) {
    mkdirSync(join(jobs, name));
    writeFileSync(join(jobs, name, 'job.json'), JSON.stringify({ application: 'sample', command: ['node'], expect: expected }));
  }
  return readExpectations(jobs);
}

const incidentOf = (key: string) => ({
  ...{ id: key, status: 'EMAILED', platform: 'local', cause: 'DATA', origin: 'INPUT_DATA_QUALITY', action: 'SEND_EMAIL', attempts: 0 },
  ...{ job: { id: key, key, name: key }, proposal: null, mails: [], rounds: [], attemptList: [] },
});

/** Knows the jobs, two on a page, and has a case at rest for each that was started. */
function apiOf(known: readonly string[]): ApiClient {
  const started = new Set<string>();
  return {
    get: async <Answer>(path: string) => {
      const { pathname, searchParams } = new URL(path, 'http://nightshift');
      const from = Number(searchParams.get('cursor') ?? 0);
      const next = from + 2 < known.length ? String(from + 2) : null;
      const ofJob = [searchParams.get('job') ?? ''].filter((job) => started.has(job));
      const answer =
        pathname === '/api/jobs'
          ? { items: known.slice(from, from + 2).map((key) => ({ id: key, key, application: 'sample' })), nextCursor: next }
          : pathname === '/api/incidents'
            ? { items: ofJob.map(incidentOf) }
            : incidentOf(pathname.slice('/api/incidents/'.length));
      return answer as Answer;
    },
    send: async <Answer>(_method: string, path: string) => {
      started.add(path.split('/')[3] ?? '');
      return {} as Answer;
    },
  };
}

function play(names: readonly string[], expected: object, known = names): Promise<readonly Played[]> {
  const api = apiOf(known);
  return playJobs({
    clients: { admin: api, approver: api },
    expectations: jobFolder(names, expected),
    ...{ approve: true, show: () => undefined, signal: new AbortController().signal, patienceMs: 1_200 },
  });
}
const problemsOf = async (played: Promise<readonly Played[]>) => (await played).map(({ job, problems }) => [job, problems]);

describe('the demo', () => {
  it('runs every job of a folder that fills several pages', async () =>
    expect(await problemsOf(play(['a', 'b', 'c', 'd', 'e'], {}))).toEqual(['a', 'b', 'c', 'd', 'e'].map((job) => [job, []])));

  it('tells of a job that the server does not know', async () =>
    expect(await problemsOf(play(['a', 'b'], {}, ['a']))).toEqual([
      ['a', []],
      ['b', ['no failure was seen']],
    ]));

  it.each([
    ['status', 'RESOLVED', 'EMAILED'],
    ['cause', 'NETWORK', 'DATA'],
    ['origin', 'WORKFLOW_ENGINE', 'INPUT_DATA_QUALITY'],
    ['action', 'RETRY', 'SEND_EMAIL'],
  ])('compares the %s that a definition expects', async (field, wanted, got) => {
    expect(await problemsOf(play(['a'], { [field]: wanted }))).toEqual([['a', [`${field} ${got} instead of ${wanted}`]]]);
    expect(await problemsOf(play(['a'], { [field]: got }))).toEqual([['a', []]]);
  });
});
