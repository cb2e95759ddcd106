import { describe, expect, it } from 'vitest';
import { parseLine } from './parse-line.ts';

const now = '2026-01-15T12:00:00.000Z';

describe('parseLine', () => {
  it('gives the same fields for both bracketed forms', () => {
    const expected = {
      timestamp: '2026-01-14T03:05:09.000Z',
      level: 'error',
      service: 'billing-api',
      message: 'Database connection failed: host db-1 refused',
      fields: {},
    };
    expect(parseLine('2026-01-14 03:05:09 [ERROR] billing-api: Database connection failed: host db-1 refused', now)).toEqual({
      form: 'bracketed-level',
      ...expected,
    });
    expect(parseLine('[2026-01-14 03:05:09] ERROR [billing-api] Database connection failed: host db-1 refused', now)).toEqual({
      form: 'bracketed-time',
      ...expected,
    });
  });

  it.each([
    ['2026-01-14T03:05:09,250+02:00 WARN cache - evicted', '2026-01-14T01:05:09.250Z', 'warning', null, 'cache - evicted'],
    ['[2026/01/14 03:05:09Z] [FATAL] [db.pool] exhausted', '2026-01-14T03:05:09.000Z', 'critical', 'db.pool', 'exhausted'],
    ['2026-01-14 03:05 [INFO] started: all well', '2026-01-14T03:05:00.000Z', 'info', 'started', 'all well'],
    ['2026-02-30 03:05:09 [ERROR] api: no such day', null, 'error', 'api', 'no such day'],
  ])('reads %s', (line, timestamp, level, service, message) => {
    expect(parseLine(line, now)).toMatchObject({ timestamp, level, service, message });
  });

  it('reads JSON lines of several loggers', () => {
    expect(
      parseLine(
        '{"@timestamp":"2026-01-14T03:05:09Z","log.level":"ERROR","service":{"name":"orders"},"message":"Out of memory","pid":7}',
        now,
      ),
    ).toEqual({
      form: 'json',
      timestamp: '2026-01-14T03:05:09.000Z',
      level: 'error',
      service: 'orders',
      message: 'Out of memory',
      fields: { pid: 7 },
    });
    expect(parseLine('{"level":50,"time":1768359909000,"name":"worker","err":{"message":"socket hang up"}}', now)).toMatchObject({
      timestamp: '2026-01-14T03:05:09.000Z',
      level: 'error',
      service: 'worker',
      message: 'socket hang up',
    });
  });

  it('reads syslog of both kinds, and finds the year of the old one', () => {
    expect(parseLine('<11>Jan 14 03:05:09 host-1 redis-server[812]: Out of memory', now)).toMatchObject({
      form: 'syslog',
      timestamp: '2026-01-14T03:05:09.000Z',
      level: 'error',
      service: 'redis-server',
      message: 'Out of memory',
    });
    expect(parseLine('Dec 31 23:59:59 host-1 cron: missed', now)).toMatchObject({ timestamp: '2025-12-31T23:59:59.000Z', level: null });
    expect(parseLine('<34>1 2026-01-14T03:05:09.003Z host su 42 ID47 [x@1 k="a]b"] login failed', now)).toMatchObject({
      level: 'critical',
      service: 'su',
      message: 'login failed',
    });
  });

  it('takes everything else as it is', () => {
    expect(parseLine('  connection refused \u001b[0m', now)).toEqual({
      form: 'plain',
      timestamp: null,
      level: null,
      service: null,
      message: 'connection refused',
      fields: {},
    });
    for (const line of ['', '{', '{}', '{"a":', '2026-01-14', '[x] y', '<999>1 - - - - - -', 'null', '[]'])
      expect(() => parseLine(line, now)).not.toThrow();
  });
});
