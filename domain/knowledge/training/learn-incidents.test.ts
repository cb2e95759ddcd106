import { describe, expect, it } from 'vitest';
import { learnedConfidence, learnIncidents, type PastVerdict } from './learn-incidents.ts';
import { patternOf } from './pattern-of.ts';
import { pastIncident } from './training-data.example.ts';

const judge = (text: string): PastVerdict =>
  /cache|redis/i.test(text)
    ? { category: 'service_failure', cause: 'NETWORK', origin: 'THIRD_PARTY_SYSTEM', action: 'RETRY' }
    : { category: 'unknown', cause: 'UNKNOWN', origin: 'UNKNOWN', action: 'SEND_EMAIL' };
const cache = { description: '', service: 'cache-1', solution: 'Restarted the cache' };

describe('learnIncidents', () => {
  it('makes one entry of what looks alike and was solved alike, with its record', () => {
    const [entry, ...others] = learnIncidents(
      [
        pastIncident('pi_1', { ...cache, title: 'Redis server not responding', resolutionSeconds: 100, tags: ['redis'] }),
        pastIncident('pi_2', {
          ...cache,
          title: 'Redis server is not responding',
          resolutionSeconds: 300,
          service: 'cache-2',
          tags: ['night'],
        }),
        pastIncident('pi_3', { ...cache, title: 'Redis server unresponsive', success: false, resolutionSeconds: 9_000 }),
      ],
      judge,
      [],
    );
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ into: null, incidentIds: ['pi_1', 'pi_2', 'pi_3'], successes: 2, failures: 1, resolutionSeconds: 200 });
    expect(entry?.content).toMatchObject({
      title: 'Redis server is not responding',
      solution: 'Restarted the cache',
      category: 'service_failure',
      cause: 'NETWORK',
      tags: ['redis', 'night', 'database'],
      service: null,
      confidence: learnedConfidence(2, 1),
    });
    expect(entry?.content.patterns).toContain('redis server not responding');
  });

  it('keeps two solutions of one trouble apart, and leaves rows without a solution aside', () => {
    const learned = learnIncidents(
      [
        pastIncident('pi_1', { ...cache, title: 'Redis server not responding' }),
        pastIncident('pi_2', { ...cache, title: 'Redis server not responding', solution: 'Raised the limit of open files' }),
        pastIncident('pi_3', { ...cache, title: 'Redis server not responding', solution: '' }),
      ],
      judge,
      [],
    );
    expect(learned.map(({ incidentIds }) => incidentIds)).toEqual([['pi_1'], ['pi_2']]);
  });

  it('strengthens what was learned before instead of adding it again', () => {
    const known = {
      id: 'kb_1',
      title: 'Redis server not responding',
      symptom: 'Redis server not responding',
      solution: 'restarted the cache.',
      category: 'service_failure',
    };
    const [entry] = learnIncidents([pastIncident('pi_1', { ...cache, title: 'Redis server does not respond' })], judge, [known]);
    expect(entry?.into).toBe('kb_1');
  });

  it('names no cause where none can be told', () => {
    const [entry] = learnIncidents([pastIncident('pi_1', { title: 'Odd noise in the batch', description: '' })], judge, []);
    expect(entry?.content).toMatchObject({ cause: null, origin: null, action: null, category: null });
  });
});

it('a confidence grows with successes and falls with failures', () => {
  expect([learnedConfidence(1, 0), learnedConfidence(3, 0), learnedConfidence(0, 1)]).toEqual([0.76, 0.829, 0.56]);
});

it('patterns are titles with open numbers, and none of titles that say nothing', () => {
  expect(patternOf('Job 4711 (nightly) failed: disk +full')).toBe('job \\d+ \\(nightly\\) failed: disk \\+full');
  expect([patternOf('Error'), patternOf('failed 12')]).toEqual([null, null]);
});
