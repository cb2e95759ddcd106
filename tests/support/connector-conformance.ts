import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Connector, ConnectorError, type ConnectorErrorKind, type Submission } from '../../connectors/contract.ts';
import type { RunIdentity } from '../../domain/jobs/types.ts';
import type { Fault, FaultProxy } from './fault-proxy.ts';

/** A connector at its platform, real or simulated, as the suite drives it. */
export interface ConformanceSubject {
  readonly connector: Connector;
  /** Between the two; null where they do not speak HTTP. */
  readonly proxy: FaultProxy | null;
  /** Makes a run fail as the platform's own scheduler would have it. `state` is a word of the platform's that nobody knows yet. */
  failRun(options?: { readonly state?: string }): Promise<RunIdentity>;
  /** A submission that does the failed run again. */
  submissionFor(failed: RunIdentity, key: string): Submission;
  /** How many submissions have taken effect at the platform, by its own count. */
  submissions(): Promise<number>;
  /** Makes what the connector signed in with worthless, as time would. */
  expireSignIn?(): Promise<void> | void;
  close(): Promise<void>;
}

async function failureOf(work: Promise<unknown>): Promise<ConnectorError> {
  const problem = await work.then(
    () => new Error('It did not fail'),
    (error: unknown) => error,
  );
  if (problem instanceof ConnectorError) return problem;
  throw problem;
}

const longAgo = '2000-01-01T00:00:00Z';

async function listAll(connector: Connector): Promise<{ readonly runs: readonly RunIdentity[]; readonly cursor: string }> {
  const runs: RunIdentity[] = [];
  let cursor: string | null = null;
  for (let more = true; more; ) {
    const page = await connector.listEndedRuns({ cursor, since: longAgo });
    runs.push(...page.runs);
    ({ cursor, more } = page);
  }
  return { runs, cursor: cursor ?? '' };
}

const keyOf = (run: RunIdentity): string => `${run.jobKey}/${run.runKey}/${run.try}`;

/** Behaviours that every connector owes the product, whatever its platform is like. */
export function conformance(name: string, open: () => Promise<ConformanceSubject>): void {
  describe(`${name} keeps the connector contract`, () => {
    let subject: ConformanceSubject;
    beforeEach(async () => {
      subject = await open();
    });
    afterEach(async () => {
      await subject.close();
    });

    it('declares what it can, and how every action stays exactly once', () => {
      const { capabilities, guarantees } = subject.connector;
      if (capabilities.submits) expect(guarantees.length).toBeGreaterThan(0);
      for (const guarantee of guarantees) expect(Object.values(guarantee).every((text) => text.length > 0)).toBe(true);
    });
    it('finds nothing wrong with a connection that is well', async () =>
      expect((await subject.connector.check()).filter(({ level }) => level === 'error')).toEqual([]));

    describeRuns(() => subject);
    describeSubmissions(() => subject);
    describeFaults(() => subject);
  });
}

function describeRuns(given: () => ConformanceSubject): void {
  it('tells the truth about a run, and null about one that there is not', async () => {
    const { connector, failRun } = given();
    if (!connector.capabilities.readsRuns) return;
    const failed = await failRun();
    const report = await connector.readRun(failed);
    expect(report).toMatchObject({ platform: connector.platform, jobKey: failed.jobKey, runKey: failed.runKey, state: 'failed' });
    expect(`${report?.errorText}${report?.logTail}${report?.reason}`).not.toBe('');
    expect(await connector.readRun({ ...failed, runKey: '4611686018427387904' })).toBeNull();
  });
  it('lists every ended run once, in pages to the end, and nothing twice after the cursor', async () => {
    const { connector, failRun } = given();
    if (!connector.capabilities.listsRuns) return;
    const failed: RunIdentity[] = [];
    for (let count = 0; count < 7; count++) failed.push(await failRun());
    await expect
      .poll(async () => (await listAll(connector)).runs.length, { timeout: 20_000, interval: 100 })
      .toBeGreaterThanOrEqual(failed.length);
    const { runs, cursor } = await listAll(connector);
    for (const run of failed) expect(runs.map(keyOf)).toContain(keyOf(run));
    expect(new Set(runs.map(keyOf)).size).toBe(runs.length);
    const later = await failRun();
    // A platform may be late with its list; a sweep just comes again.
    await expect
      .poll(async () => (await connector.listEndedRuns({ cursor, since: longAgo })).runs.map(keyOf), { timeout: 20_000, interval: 100 })
      .toContain(keyOf(later));
  });
  it('takes a word that it does not know for no failure and no success', async () => {
    const { connector, failRun, proxy } = given();
    if (proxy === null || !connector.capabilities.readsRuns) return;
    const odd = await failRun({ state: 'TRANSMOGRIFIED' });
    const report = await connector.readRun(odd);
    expect(['queued', 'running', 'lost', 'failed']).toContain(report?.state);
    expect(report?.state).not.toBe('succeeded');
  });
}

function describeSubmissions(given: () => ConformanceSubject): void {
  it('starts one run for a key, however often it is asked', async () => {
    const { connector, failRun, submissionFor, submissions } = given();
    if (!connector.capabilities.submits || !connector.capabilities.submitIsIdempotent) return;
    const submission = submissionFor(await failRun(), 'key-once');
    const first = await connector.submit(submission);
    const again = await connector.submit(submission);
    expect(keyOf(again)).toBe(keyOf(first));
    expect(await submissions()).toBe(1);
  });
  it('finds by its key what took effect although the answer was lost, and sends nothing twice', async () => {
    const { connector, failRun, submissionFor, submissions, proxy } = given();
    const { submits, findsSubmissions, submitIsIdempotent } = connector.capabilities;
    if (!submits || proxy === null || !(findsSubmissions || submitIsIdempotent)) return;
    const submission = submissionFor(await failRun(), 'key-lost');
    proxy.inject({ kind: 'lose-reply' }, { on: (method) => method === 'POST' });
    await connector.submit(submission).catch(() => undefined);
    const found = (findsSubmissions ? await connector.findSubmission(submission) : null) ?? (await connector.submit(submission));
    expect(found.jobKey).toBe(submission.jobKey);
    expect(await submissions()).toBe(1);
  });
  it('names in advance the run that a key will start, where it says that it can', async () => {
    const { connector, failRun, submissionFor } = given();
    if (connector.expectedRun === undefined || !connector.capabilities.submits) return;
    const submission = submissionFor(await failRun(), 'key-named');
    const expected = connector.expectedRun(submission);
    const started = await connector.submit(submission);
    if (expected !== null) expect(keyOf(started)).toBe(keyOf(expected));
  });
  it('knows that a key has started nothing', async () => {
    const { connector, failRun, submissionFor } = given();
    if (!connector.capabilities.findsSubmissions) return;
    expect(await connector.findSubmission(submissionFor(await failRun(), 'key-never'))).toBeNull();
  });
}

/** What reading may end with when the platform misbehaves: always a `ConnectorError` of these kinds. */
const readingFaults: readonly (readonly [name: string, fault: Fault, kinds: readonly ConnectorErrorKind[]])[] = [
  ['answers 500', { kind: 'status', status: 500 }, ['unavailable']],
  ['answers 503', { kind: 'status', status: 503 }, ['unavailable']],
  ['answers HTML with 200', { kind: 'html' }, ['unavailable']],
  ['hangs', { kind: 'hang' }, ['unreachable']],
  ['drips', { kind: 'drip' }, ['unreachable']],
  ['is cut off', { kind: 'cut' }, ['unreachable', 'unavailable']],
  ['answers with 100 MB', { kind: 'huge' }, ['unavailable']],
  ['redirects elsewhere', { kind: 'redirect' }, ['denied']],
  ['is down', { kind: 'down' }, ['unreachable']],
];

function describeFaults(given: () => ConformanceSubject): void {
  it.each(readingFaults)('says so when its platform %s', async (_name, fault, kinds) => {
    const { connector, failRun, proxy } = given();
    if (proxy === null || !connector.capabilities.readsRuns) return;
    const failed = await failRun();
    proxy.inject(fault, { times: 100 });
    expect(kinds).toContain((await failureOf(connector.readRun(failed))).kind);
    expect((await connector.check()).length).toBeGreaterThan(0);
  });
  it('hands on how long a busy platform wants to be left alone', async () => {
    const { connector, failRun, proxy } = given();
    if (proxy === null || !connector.capabilities.readsRuns) return;
    const failed = await failRun();
    proxy.inject({ kind: 'status', status: 429, headers: { 'retry-after': '7' } }, { times: 100 });
    expect(await failureOf(connector.readRun(failed))).toMatchObject({ kind: 'rate-limited', retryAfterMs: 7_000 });
  });
  it('does not move its cursor over a page that failed', async () => {
    const { connector, failRun, proxy } = given();
    if (proxy === null || !connector.capabilities.listsRuns) return;
    await failRun();
    const { cursor } = await listAll(connector);
    const missed = await failRun();
    proxy.inject({ kind: 'status', status: 500 }, { times: 100 });
    await failureOf(connector.listEndedRuns({ cursor, since: longAgo }));
    proxy.clear();
    expect((await connector.listEndedRuns({ cursor, since: longAgo })).runs.map(keyOf)).toContain(keyOf(missed));
  });
  it('signs in anew when its sign-in has run out', async () => {
    const { connector, failRun, expireSignIn } = given();
    if (expireSignIn === undefined) return;
    const failed = await failRun();
    await connector.readRun(failed);
    await expireSignIn();
    expect(await connector.readRun(failed)).toMatchObject({ state: 'failed' });
  });
}
