import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprint } from './fingerprint.ts';
import { mask } from './mask.ts';
import { evidenceLimit, normalise } from './normalise.ts';
import type { DiagnosisInput } from './types.ts';

const input = (errorText: string, rest: Partial<DiagnosisInput> = {}): DiagnosisInput => ({
  platform: 'local',
  errorText,
  logTail: '',
  exitCode: null,
  signal: null,
  platformReason: null,
  ...rest,
});
const rootOf = (text: string): string => normalise(input(text)).rootLine;
const printOf = (text: string, rest: Partial<DiagnosisInput> = {}): string => fingerprint(input(text, rest), normalise(input(text, rest)));

describe('the root line', () => {
  it('is the last cause of a Java chain', () =>
    expect(
      rootOf(
        'org.acme.JobException: step failed\n\tat org.acme.Job.run(Job.java:7)\nCaused by: java.io.IOException: read failed\n\tat a.b.C(D.java:1)\nCaused by: java.net.ConnectException: Connection refused\n\t... 7 more',
      ),
    ).toBe('Caused by: java.net.ConnectException: Connection refused'));
  it('is the last exception of the last Python traceback', () =>
    expect(
      rootOf(
        'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    f()\nKeyError: 1\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "a.py", line 3, in <module>\n    g()\nValueError: no such day',
      ),
    ).toBe('ValueError: no such day'));
  it('is the exception that began a chain by `raise … from`', () =>
    expect(
      rootOf(
        'Traceback (most recent call last):\n  File "a.py", line 1, in f\n    open(x)\nFileNotFoundError: in.csv\n\nThe above exception was the direct cause of the following exception:\n\nTraceback (most recent call last):\n  File "a.py", line 3, in g\n    h()\nacme.LoadError: load failed',
      ),
    ).toBe('FileNotFoundError: in.csv'));
  it('sees through the prefixes of a relayed log', () =>
    expect(
      rootOf(
        '[2024-01-05, 05:01:02 UTC] {subprocess.py:93} INFO - Traceback (most recent call last):\n[2024-01-05, 05:01:02 UTC] {subprocess.py:93} INFO -   File "/opt/load.py", line 2, in <module>\n[2024-01-05, 05:01:02 UTC] {subprocess.py:93} INFO -     main()\n[2024-01-05, 05:01:02 UTC] {subprocess.py:93} INFO - ZeroDivisionError: division by zero\n[2024-01-05, 05:01:03 UTC] {x.py:1} ERROR - Task failed with exception',
      ),
    ).toContain('ZeroDivisionError: division by zero'));
  it.each([
    [
      'a Node error',
      'node:internal/x:1\n    throw err;\n    ^\n\nTypeError: rows is not iterable\n    at load (/app/job.js:3:9)\n\nNode.js v24.0.0',
      'TypeError: rows is not iterable',
    ],
    [
      'a Go panic',
      'panic: runtime error: index out of range [3] with length 3\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:7 +0x1d\nexit status 2',
      'panic: runtime error: index out of range [3] with length 3',
    ],
    [
      'a database error',
      'loading\nERROR:  relation "orders" does not exist\nLINE 1: select * from orders\n                      ^',
      'ERROR:  relation "orders" does not exist',
    ],
    [
      'a shell failure',
      '+ ./load.sh\n./load.sh: line 3: jq: command not found\nProcess exited with exit code 1',
      './load.sh: line 3: jq: command not found',
    ],
    ['a JSON body', '{\n  "request": "abc",\n  "message": "token expired"\n}', '"message": "token expired"'],
    [
      'a quiet log',
      '10:00 INFO connecting\n10:01 ERROR disk quota exceeded on /data\n10:02 INFO shutting down',
      '10:01 ERROR disk quota exceeded on /data',
    ],
  ])('of %s', (_, text, root) => expect(rootOf(text)).toBe(root));
  it('comes from the log when the error text tells nothing', () =>
    expect(normalise(input('Task failed with exception', { logTail: 'ValueError: bad month 13\n' })).rootLine).toBe(
      'ValueError: bad month 13',
    ));
});

describe('the fingerprint', () => {
  const base =
    '2024-01-05 05:01:02,123 ERROR [worker-3] java.io.FileNotFoundException: /data/in/2024-01-05/orders_17.csv (No such file or directory)';
  it('is 32 hex characters', () => expect(printOf(base)).toMatch(/^[0-9a-f]{32}$/));
  it.each([
    [
      base,
      '2025-11-30 23:59:59,001 ERROR [worker-12] java.io.FileNotFoundException: /mnt/land/2025-11-30/orders_4711.csv (No such file or directory)',
    ],
    ['connect ECONNREFUSED 10.0.0.1:5432', 'connect ECONNREFUSED 192.168.7.9:5433'],
    ["Duplicate entry '4711-3' for key 'PRIMARY'", "Duplicate entry '9-12' for key 'PRIMARY'"],
    ["ValueError: invalid literal for int() with base 10: 'abc'", "ValueError: invalid literal for int() with base 10: 'x-y'"],
    ['Job 5f0c1a2b-1111-4222-8333-444455556666 not found', 'Job 7e9d3c4f-9999-4888-8777-666655554444 not found'],
    ['Lost task 3.0 in stage 7.0 (TID 331): executor 2 lost', 'Lost task 12.1 in stage 40.0 (TID 9): executor 11 lost'],
    ['pod etl-load-7d9f8b6c5-x2x1z was evicted', 'pod etl-load-5c4d3b2a1-q9w8e was evicted'],
    ['GET https://api.acme.example/v1/orders?page=3 failed: HTTP 503', 'GET https://api2.acme.example/v2/orders?page=9 failed: HTTP 503'],
    ['allocation of 1048576 bytes failed at 0x7fff01', 'allocation of 99 bytes failed at 0x55aa00'],
  ])('is the same for %s and %s', (left, right) => expect(printOf(left)).toBe(printOf(right)));
  it.each([
    ['ORA-01555: snapshot too old', 'ORA-01722: snapshot too old'],
    ['answered HTTP 503', 'answered HTTP 404'],
    ["KeyError: 'amount'", "KeyError: 'currency'"],
    ['relation "orders" does not exist', 'relation "customers" does not exist'],
    ['java.io.IOException: read failed', 'java.net.SocketException: read failed'],
    ['process exited with exit code 137', 'process exited with exit code 2'],
  ])('differs for %s and %s', (left, right) => expect(printOf(left)).not.toBe(printOf(right)));
  it('of a wrapper takes in what stands around it', () => {
    expect(printOf('job failed with exit code 1', { logTail: 'loading ledger' })).not.toBe(
      printOf('job failed with exit code 1', { logTail: 'sending mail' }),
    );
  });
  it('of a time limit is that of any other', () => {
    const rest = { platformReason: 'time-limit' };
    expect(printOf('', { ...rest, logTail: 'row 3' })).toBe(printOf('', { ...rest, logTail: 'closing books' }));
  });
});

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ maxLength: 400 }),
  fc.string({
    unit: fc.constantFrom("'", '"', '/', '\\', ':', '.', '-', '0', '9', 'a', 'f', ' ', '<', '>', '[', ']', '\n'),
    maxLength: 200,
  }),
);

describe('any text at all', () => {
  it('is normalised without an error, its root line being one of its lines', () =>
    fc.assert(
      fc.property(hostile, hostile, (errorText, logTail) => {
        const evidence = normalise(input(errorText, { logTail, exitCode: 1, signal: 'SIGTERM', platformReason: 'odd' }));
        expect(evidence.rootLine === '' || evidence.lines.some((line) => line.text.trim() === evidence.rootLine)).toBe(true);
        expect(evidence.lines.map((line) => line.text).join('\n')).toBe(evidence.text);
      }),
      { numRuns: 300 },
    ));
  it('is masked once and for all', () =>
    fc.assert(
      fc.property(hostile, (line) => {
        expect(mask(mask(line))).toBe(mask(line));
      }),
      { numRuns: 1_000 },
    ));
  it('is bounded', () =>
    expect(normalise(input('x'.repeat(500_000), { logTail: 'y\n'.repeat(200_000) })).text.length).toBeLessThanOrEqual(evidenceLimit));
});
