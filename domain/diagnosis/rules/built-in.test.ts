import { describe, expect, it } from 'vitest';
import { causes, isRetry } from '../../incidents/vocabulary.ts';
import { engineFailures } from '../fixtures/engine-failures.ts';
import { type Fixture, failures } from '../fixtures/failures.ts';
import { loggedFailures } from '../fixtures/logged-failures.ts';
import { moreFailures } from '../fixtures/more-failures.ts';
import { plainFailures } from '../fixtures/plain-failures.ts';
import { serviceLogs } from '../fixtures/service-logs.ts';
import { toolFailures } from '../fixtures/tool-failures.ts';
import { diagnose } from '../ladder.ts';
import { requiredLiterals, topAlternatives } from '../literals.ts';
import { createRuleMatcher } from '../match-rules.ts';
import type { Diagnosis, DiagnosisInput } from '../types.ts';
import { builtInRules } from './built-in.ts';

const matcher = createRuleMatcher(builtInRules);
const verdict = (input: Partial<DiagnosisInput>): Diagnosis =>
  diagnose(
    { platform: 'local', errorText: '', logTail: '', exitCode: null, signal: null, platformReason: null, ...input },
    { matcher, confirmed: null },
  );
const told = (text: string, platform = 'local'): Diagnosis => verdict({ errorText: text, platform });
const actsFrom = 0.85;

describe('the built-in rules', () => {
  it('are many, each with an id of its own', () => {
    expect(builtInRules.length).toBeGreaterThanOrEqual(250);
    expect(new Set(builtInRules.map(({ id }) => id)).size).toBe(builtInRules.length);
  });
  it('cover every cause', () => expect(new Set(builtInRules.map(({ cause }) => cause))).toEqual(new Set(causes)));
  it('are cheap to rule out: each alternative demands a literal', () => {
    const without = builtInRules.flatMap(({ id, pattern }) =>
      topAlternatives(pattern)
        .filter((part) => requiredLiterals(part).length === 0)
        .map((part) => `${id}: ${part}`),
    );
    expect(without.length).toBeLessThanOrEqual(2);
  });
  it.each<Fixture>([...failures, ...moreFailures, ...loggedFailures, ...toolFailures, ...plainFailures, ...serviceLogs, ...engineFailures])(
    '%s: %s, %s: %s',
    (platform, cause, action, text) => {
      const diagnosis = told(text, platform);
      expect([diagnosis.cause, diagnosis.proposedAction]).toEqual([cause, action]);
    },
  );
  it('never retry alone what only a person can put right', () => {
    const unsafe = [
      ...failures,
      ...moreFailures,
      ...loggedFailures,
      ...toolFailures,
      ...plainFailures,
      ...serviceLogs,
      ...engineFailures,
    ].filter(([platform, , action, text]) => {
      const diagnosis = told(text, platform);
      return diagnosis.confidence >= actsFrom && isRetry(diagnosis.proposedAction) && !isRetry(action);
    });
    expect(unsafe).toEqual([]);
  });
});

describe('the sample jobs', () => {
  it.each([
    ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', 'RESOURCE', 'RETRY_WITH_NEW_PARAMS'],
    ['Error: connect ECONNREFUSED 127.0.0.1:4100', 'NETWORK', 'RETRY'],
    ['Error: GET http://127.0.0.1:4100/rates answered HTTP 503 Service Unavailable', 'SERVICE_UNAVAILABLE', 'RETRY'],
    ['Error: HTTP 429 Too Many Requests, Retry-After: 3', 'RATE_LIMIT', 'RETRY'],
    ['Error: malformed CSV in orders.csv, line 17: expected 5 columns, found 3', 'DATA', 'SEND_EMAIL'],
    ["Error: ENOENT: no such file or directory, open '/data/in/orders.csv'", 'DATA', 'SEND_EMAIL'],
    ["Error: EACCES: permission denied, open '/data/ledger.db'", 'PERMISSION', 'SEND_EMAIL'],
    ["SyntaxError: Unexpected token ')'", 'SYNTAX', 'SEND_EMAIL'],
  ])('%s', (text, cause, action) => {
    const diagnosis = told(text);
    expect([diagnosis.cause, diagnosis.proposedAction]).toEqual([cause, action]);
    expect(diagnosis.confidence).toBeGreaterThanOrEqual(actsFrom);
  });
  it('tells the delay that a throttling service asks for', () =>
    expect(told('HTTP 429 Too Many Requests, Retry-After: 3').retryAfterMs).toBe(3_000));
  it.each([
    ['time-limit', 'TIMEOUT'],
    ['memory-limit', 'RESOURCE'],
  ] as const)('believes the platform when it says %s, whatever the log said last', (platformReason, cause) => {
    const diagnosis = verdict({ platformReason, logTail: 'connection opened\nloading row 3 of 9', signal: 'SIGKILL', exitCode: 137 });
    expect([diagnosis.cause, diagnosis.proposedAction]).toEqual([cause, 'RETRY_WITH_NEW_PARAMS']);
    expect(diagnosis.confidence).toBeGreaterThanOrEqual(actsFrom);
  });
  it.each(['platform reason: time-limit', 'Exit code: 139'])('lets no job speak for its platform by printing "%s"', (line) => {
    const text = `fetching orders\n${line}`;
    expect(verdict({ platformReason: 'exit-code', logTail: text, exitCode: 3 }).cause).toBe('UNKNOWN');
    expect(
      verdict({ platformReason: 'exit-code', errorText: `git@host: Permission denied (publickey).\n${line}`, exitCode: 3 }).cause,
    ).toBe('PERMISSION');
  });
  it('is honest about what it cannot read', () => {
    const diagnosis = told('glimmer of the third moon misaligned at stage seven');
    expect([diagnosis.cause, diagnosis.origin, diagnosis.proposedAction]).toEqual(['UNKNOWN', 'UNKNOWN', 'SEND_EMAIL']);
    expect(diagnosis.confidence).toBeLessThan(0.6);
  });
});

describe('origins of pipeline errors', () => {
  it.each([
    ['InvalidInputException: the data frame is empty', 'INPUT_DATA_QUALITY', 'DATA'],
    ['InvalidInputException: missing columns: amount, currency', 'INPUT_DATA_QUALITY', 'DATA'],
    ['ConversionException: cannot convert string "abc" to INT', 'INPUT_DATA_QUALITY', 'DATA'],
    ['ParserException: syntax error at or near "FORM"', 'WORKFLOW_ENGINE', 'SYNTAX'],
    ['DatasetException: schema validation failed for dataset invoices', 'INPUT_DATA_QUALITY', 'DATA'],
    ['ValueError: Length of values (3) does not match length of index (5)', 'INPUT_DATA_QUALITY', 'DATA'],
    ['UnhandledXledgerException: Xledger validation error, account 4000 is closed', 'THIRD_PARTY_SYSTEM', 'DATA'],
    ['GraphQLException: query invoices failed', 'THIRD_PARTY_SYSTEM', 'DATA'],
    [
      'HTTPError: 503 Server Error: Service Unavailable for url: https://acme.ivalua.example/api',
      'THIRD_PARTY_SYSTEM',
      'SERVICE_UNAVAILABLE',
    ],
    ['TimeoutError: FTP server ftp.acme.example timed out', 'THIRD_PARTY_SYSTEM', 'TIMEOUT'],
    ['AuthenticationError: SOAP service rejected the user', 'THIRD_PARTY_SYSTEM', 'PERMISSION'],
    ['BinderException: Referenced column "amount" not found in FROM clause', 'WORKFLOW_ENGINE', 'SYNTAX'],
    ['WriteException: internal server error', 'WORKFLOW_ENGINE', 'SERVICE_UNAVAILABLE'],
    ['ReadException: internal read failure', 'WORKFLOW_ENGINE', 'SERVICE_UNAVAILABLE'],
    ['ReadException: An error occurred (404) when calling the HeadObject operation: Not Found', 'THIRD_PARTY_SYSTEM', 'DATA'],
  ])('%s', (text, origin, cause) => {
    const diagnosis = told(text, 'pipeline-db');
    expect([diagnosis.origin, diagnosis.cause]).toEqual([origin, cause]);
  });
});

describe('single words', () => {
  it.each([
    ['timeout', 'TIMEOUT', 'RETRY'],
    ['memory', 'RESOURCE', 'RETRY_WITH_NEW_PARAMS'],
    ['disk', 'RESOURCE', 'RETRY_WITH_NEW_PARAMS'],
    ['denied', 'PERMISSION', 'SEND_EMAIL'],
    ['unauthorized', 'PERMISSION', 'SEND_EMAIL'],
    ['syntax error', 'SYNTAX', 'SEND_EMAIL'],
    ['invalid', 'SYNTAX', 'SEND_EMAIL'],
    ['connection', 'NETWORK', 'RETRY'],
    ['refused', 'NETWORK', 'RETRY'],
    ['not found', 'DATA', 'SEND_EMAIL'],
    ['missing', 'DATA', 'SEND_EMAIL'],
  ])('%s', (word, cause, action) => {
    const diagnosis = told(`step seven: ${word}`);
    expect([diagnosis.cause, diagnosis.proposedAction]).toEqual([cause, action]);
  });
  it('are never enough to act alone', () => {
    for (const rule of builtInRules.filter(({ kind }) => kind === 'keyword')) expect(rule.confidence).toBeLessThan(actsFrom);
  });
});

describe('colliding words', () => {
  it.each([
    ['connection timeout', 'NETWORK'],
    ['permission denied: file not found in listing', 'PERMISSION'],
    ['invalid config', 'CONFIGURATION'],
    ['invalid credentials', 'PERMISSION'],
    ['InvalidInputException', 'DATA'],
    ['BinderException: column x not found', 'SYNTAX'],
    ['Lock wait timeout exceeded', 'CONCURRENCY'],
    ['certificate has expired', 'NETWORK'],
    ['query was cancelled due to statement timeout', 'TIMEOUT'],
    ['too many requests: quota exceeded', 'RATE_LIMIT'],
    ['access denied: rate limit exceeded', 'RATE_LIMIT'],
  ])('%s is %s', (text, cause) => expect(told(text).cause).toBe(cause));
});

describe('what does not pass by itself', () => {
  it.each([
    ['java.lang.IllegalArgumentException: java.net.UnknownHostException: archive-ha', 'CONFIGURATION', 'SEND_EMAIL'],
    ['java.lang.IllegalArgumentException: java.net.UnknownHostException: nn1.example.com', 'NETWORK', 'RETRY'],
    ['ErrCode_InsufficientVCPUQuota: Insufficient vcpu quota requested 48, remaining 6', 'RESOURCE', 'SEND_EMAIL'],
    ['Could not connect to the endpoint URL: "https://sqs.us-eats-1.amazonaws.com/"', 'CONFIGURATION', 'SEND_EMAIL'],
    ['Could not connect to the endpoint URL: "https://glue.eu-central-1a.amazonaws.com/"', 'CONFIGURATION', 'SEND_EMAIL'],
    ['Could not connect to the endpoint URL: "https://s3-us-gov-west-1.amazonaws.com/"', 'NETWORK', 'RETRY'],
    ['AccountCoreQuotaReached: the account has reached its core quota', 'RESOURCE', 'SEND_EMAIL'],
  ])('%s is %s, and %s comes first', (text, cause, action) => expect(told(text)).toMatchObject({ cause, proposedAction: action }));
});

describe('what was meant to be', () => {
  const passedOver = (text: string) => told(text).proposedAction === 'IGNORE' && told(text).confidence >= 0.85;
  it.each([
    'Run was cancelled by user maria.k',
    'Job nightly-sync is already running, skipping this start',
    'previous run is still active, not started again',
    'The workflow was terminated manually',
    'canceling statement due to user request',
    'Superseded by a newer run',
  ])('is passed over: %s', (text) => expect(passedOver(text)).toBe(true));
  it.each([
    'RuntimeError: This event loop is already running',
    'java.lang.IllegalStateException: consumer has already started',
    'ERR Background save already in progress',
    'snapshot refused: another compaction is still running on the shard',
    'App server already serving a session',
    'Query was cancelled because a node was lost',
    'The export task was canceled after its bucket was removed',
    'request canceled while waiting for a connection of the pool',
    'connection terminated by administrator command',
    'upload aborted by client: three times 503',
    'Cannot call methods on a stopped SparkContext.',
    'the step was not executed because its script is missing',
    'concurrent executions limit of the account exceeded',
    'ORA-12829: deadlock - itls occupied by siblings',
    'Connection was killed',
    'received termination signal, shutting down',
  ])('is not passed over: %s', (text) => expect(passedOver(text)).toBe(false));
});

describe('messages of single products', () => {
  it.each([
    ['error: RPC failed; HTTP 503 curl 22 The requested URL returned error: 503', 'SERVICE_UNAVAILABLE', 'RETRY'],
    ["User 'loader' has exceeded the 'max_questions_per_hour' resource (current value: 900)", 'RATE_LIMIT', 'RETRY'],
    ['Delivery 0080012345 is currently being processed by user BATCH07', 'CONCURRENCY', 'RETRY'],
    ['Register schema request failed since leader is unknown', 'SERVICE_UNAVAILABLE', 'RETRY'],
    ['cURL error 28: Operation timed out after 30000 milliseconds with 0 bytes received', 'TIMEOUT', 'RETRY'],
    ['Insufficient Lake Formation permission(s): Required Select on trips', 'PERMISSION', 'SEND_EMAIL'],
    ['this action would add [2] shards, but this cluster currently has [1000]/[1000] maximum normal shards open', 'RESOURCE', 'SEND_EMAIL'],
    ['malformed JSON: Illegal character ((CTRL-CHAR, code 0))', 'DATA', 'SEND_EMAIL'],
    ['Stopped by Ctrl+C', 'CANCELLED', 'IGNORE'],
    ['lock was created at 2026-03-02 02:00:11 (412h7m3s ago)', 'CONCURRENCY', 'SEND_EMAIL'],
    ['sd 4:0:0:0: [sdf] Sense Key : Medium Error [current]', 'DATA', 'ESCALATE'],
    ['IEF212I PAYRUN STEP020 INFILE - DATA SET NOT FOUND', 'DATA', 'SEND_EMAIL'],
    ['embedding dimension mismatch: collection has 768, got 1536', 'DATA', 'SEND_EMAIL'],
    ["Invalid input 'MTCH': expected 'MATCH'", 'SYNTAX', 'SEND_EMAIL'],
    ['gpg: signing failed: Inappropriate ioctl for device', 'CONFIGURATION', 'SEND_EMAIL'],
    ['index [w-7] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark]', 'RESOURCE', 'SEND_EMAIL'],
    ['job stopped: timed out after 4h0m0s', 'TIMEOUT', 'RETRY_WITH_NEW_PARAMS'],
    ['terminated instance 7 of task Cube at the request of user OPS', 'CANCELLED', 'IGNORE'],
    ['Uncaught SoapFault: MS_MAX_CONCURRENT_REQ', 'RATE_LIMIT', 'RETRY'],
  ])('%s is %s, and %s comes first', (text, cause, action) => expect(told(text)).toMatchObject({ cause, proposedAction: action }));
});

describe('classes of log monitors', () => {
  it.each([
    ['database connection failed', 'NETWORK'],
    ['Database connection timeout after 30s', 'NETWORK'],
    ['java.lang.OutOfMemoryError: Java heap space', 'RESOURCE'],
    ['Task instance failed: Out of memory', 'RESOURCE'],
    ['GET /orders HTTP/1.1" 500 Internal Server Error', 'SERVICE_UNAVAILABLE'],
    ['authentication failed for user batch', 'PERMISSION'],
    ['payment service timed out', 'TIMEOUT'],
    ['health check failed for redis-prod-01', 'SERVICE_UNAVAILABLE'],
    ['write error: no space left on device', 'RESOURCE'],
    ['connection pool exhausted', 'RESOURCE'],
    ['deadlock detected while updating stock', 'CONCURRENCY'],
    ['slow query: 12.4 s', 'TIMEOUT'],
    ['tablespace USERS is full', 'RESOURCE'],
    ['memory leak suspected in worker 3', 'RESOURCE'],
    ['network is unreachable', 'NETWORK'],
    ['service crashed', 'SERVICE_UNAVAILABLE'],
    ['invalid configuration value', 'CONFIGURATION'],
    ['redis: OOM command not allowed when used memory > maxmemory', 'RESOURCE'],
    ['CPU usage 97 % on app-3', 'RESOURCE'],
    ['Memory usage 96 % on app-3', 'RESOURCE'],
    ['Uncaught TypeError: cart is undefined', 'SYNTAX'],
    ['API latency 812 ms above threshold', 'TIMEOUT'],
  ])('%s', (text, cause) => expect(told(text).cause).toBe(cause));
});
