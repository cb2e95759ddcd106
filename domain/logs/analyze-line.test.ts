import { describe, expect, it } from 'vitest';
import { diagnose } from '../diagnosis/ladder.ts';
import { createRuleMatcher } from '../diagnosis/match-rules.ts';
import { builtInRules } from '../diagnosis/rules/built-in.ts';
import { analyzeLine } from './analyze-line.ts';
import { parseLine } from './parse-line.ts';

const matcher = createRuleMatcher(builtInRules);
function analyze(text: string, confirmedBy?: string) {
  const line = parseLine(text, '2026-01-15T12:00:00.000Z');
  const input = { platform: 'http', errorText: line.message, logTail: '', exitCode: null, signal: null, platformReason: null };
  const plain = diagnose(input, { matcher, confirmed: null });
  const { fingerprint } = plain;
  const confirmed = {
    fingerprint,
    cause: 'DATA',
    origin: 'INPUT_DATA_QUALITY',
    action: 'SEND_EMAIL',
    by: 'human',
    reason: 'seen',
    incidentId: confirmedBy ?? '',
  } as const;
  return analyzeLine(line, confirmedBy === undefined ? plain : diagnose(input, { matcher, confirmed }), null, []);
}

describe('analyzeLine', () => {
  it('names a pattern, else the rule, and never the case that settled it', () => {
    expect(analyze('disk quota exceeded').pattern).toBe('disk_full');
    expect(analyze('ORA-00942: table or view does not exist').pattern).toMatch(/\//);
    expect(analyze('wobble in the third flange', 'inc_1')).toMatchObject({ pattern: null, category: 'data_quality' });
  });

  it('takes the severity of what is known, raised by a critical line, and the level where nothing is known', () => {
    expect(analyze('2026-01-14 03:05:09 [ERROR] api: no space left on device').severity).toBe('high');
    expect(analyze('2026-01-14 03:05:09 [FATAL] api: no space left on device').severity).toBe('critical');
    expect(analyze('2026-01-14 03:05:09 [WARN] api: wobble').severity).toBe('medium');
    expect(analyze('2026-01-14 03:05:09 [DEBUG] api: wobble').severity).toBe('low');
  });

  it('finds the service in the head, or in the words', () => {
    expect(analyze('2026-01-14 03:05:09 [ERROR] billing: disk full').service).toBe('billing');
    expect(analyze('Cache service redis-prod-01 health check failed').service).toBe('redis-prod-01');
    expect(analyze('Service inventory timed out').service).toBe('inventory');
    expect(analyze('Cannot connect to Redis instance').service).toBe('redis');
    expect(analyze('service is down').service).toBeNull();
  });
});
