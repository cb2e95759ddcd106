import { describe, expect, it } from 'vitest';
import { cosine, dimensions, embed } from './embed.ts';

const nearness = (left: string, right: string) => cosine(embed(left), embed(right));

/** Two ways to say the same failure, of many fields. */
const paraphrases: readonly (readonly [string, string])[] = [
  ['Redis connection failed, redis server not responding', 'Redis Server Down: Cannot connect to Redis instance'],
  ['Redis connection failed, redis server not responding', 'Cache service redis-prod-01 health check failed'],
  ['java.lang.OutOfMemoryError: Java heap space', 'The executor ran out of memory'],
  ['Container killed for exceeding its memory limit', 'process was OOMKilled, exit code 137'],
  ['write failed: ENOSPC', 'The file system has run out of space'],
  ['disk full on volume data-2', 'No space left on device'],
  ['HikariPool-1: connection is not available, request timed out', 'Database connection pool exhausted'],
  ['remaining connection slots are reserved', 'too many clients connected to the database'],
  ['Access denied for the reporting account', 'Permission denied: not authorized to read the relation'],
  ['HTTP 429 Too Many Requests', 'API rate limit exceeded, the call was throttled'],
  ['getaddrinfo ENOTFOUND warehouse.internal', 'could not resolve the host name of the server'],
  ['certificate has expired', 'TLS handshake failed: x509 certificate expired'],
  ['Task nightly_load timed out after 3600s', 'The task exceeded its time limit'],
  ['deadlock detected while updating stock', 'Transaction was the deadlock victim in a lock conflict'],
  ['Kafka broker unreachable', 'NoBrokersAvailable: cannot connect to the kafka cluster'],
  ['No module named numpy', 'Python package numpy is not installed'],
  ['input feed missing: no such file', 'the expected file did not arrive in the directory'],
  ['S3 bucket access denied', '403 from the object storage: forbidden'],
  ['pod in CrashLoopBackOff', 'the container keeps crashing and restarting'],
  ['password authentication failed for the loader', 'login failed: invalid credentials'],
  ['duplicate key value violates unique constraint', 'IntegrityError: duplicate entry for the primary key'],
];
/** Different failures, some of them of the same system or with the same empty words. */
const strangers: readonly (readonly [string, string])[] = [
  ['Redis connection failed', 'java.lang.OutOfMemoryError: Java heap space'],
  ['Redis connection failed', 'Redis out of memory: maxmemory reached'],
  ['PostgreSQL connection refused', 'PostgreSQL disk full'],
  ['Kafka broker unreachable', 'Redis server not responding'],
  ['job failed with an error', 'Redis connection failed with an error'],
  ['job failed with an error', 'task failed because of an exception'],
  ['disk full on volume data-2', 'HTTP 429 Too Many Requests'],
  ['certificate has expired', 'deadlock detected while updating stock'],
  ['duplicate key value violates unique constraint', 'Kafka broker unreachable'],
  ['No module named numpy', 'Database connection pool exhausted'],
  ['pod in CrashLoopBackOff', 'password authentication failed for the loader'],
  ['S3 bucket access denied', 'The executor ran out of memory'],
  ['Task nightly_load timed out after 3600s', 'column price does not exist'],
];

describe('embed', () => {
  it.each(paraphrases)('puts "%s" near "%s"', (left, right) => expect(nearness(left, right)).toBeGreaterThan(0.42));

  it.each(strangers)('keeps "%s" away from "%s"', (left, right) => expect(nearness(left, right)).toBeLessThan(0.4));

  it('finds the paraphrase among the two nearest of all the others', () => {
    const known = [...new Set(paraphrases.map(([left]) => left))].map((left) => ({ left, vector: embed(left) }));
    const missed = paraphrases.filter(([left, right]) => {
      const asked = embed(right);
      const nearest = known.toSorted((one, other) => cosine(other.vector, asked) - cosine(one.vector, asked)).slice(0, 2);
      return nearest.every((entry) => entry.left !== left);
    });
    expect(missed).toEqual([]);
  });

  it('does not see case, numbers, or how compounds are written', () => {
    expect(nearness('REDIS SERVER DOWN', 'redis server down')).toBeCloseTo(1, 5);
    expect(nearness('run 20261125 failed on db-17: disk full', 'run 20260101 failed on db-2: disk full')).toBeCloseTo(1, 5);
    expect(nearness('OutOfMemoryError', 'out of memory error')).toBeCloseTo(1, 5);
  });

  it('gives unit vectors of a fixed length, and the zero vector where no word tells anything', () => {
    const vector = embed('Broken pipe while sending to the mail server');
    expect(vector).toHaveLength(dimensions);
    expect(cosine(vector, vector)).toBeCloseTo(1, 5);
    for (const text of ['', '   ', '12345 !!', 'the of a']) expect(cosine(embed(text), embed(text))).toBe(0);
  });

  it('is the same on every call and every machine', () => {
    const vector = embed('Cannot connect to Redis instance');
    expect(embed('Cannot connect to Redis instance')).toEqual(vector);
    expect([...vector].flatMap((value, index) => (Math.abs(value) > 0.3 ? [index] : []))).toMatchInlineSnapshot(`
      [
        157,
        342,
        481,
      ]
    `);
  });
});
