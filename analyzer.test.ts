import { createAnalyzer, toDictionary } from 'nightshift/analyzer';
import { describe, expect, it } from 'vitest';
import { failedJobs, period } from './domain/reports/fixtures/failed-jobs.ts';

const tenantId = '7f0c2c1e-2f4f-4c62-8a57-0d6f2a6f1b11';
const now = () => new Date(period.until);

describe('the analyzer as a package', () => {
  it('has totals and categories, and the same as plain data', async () => {
    const summary = await createAnalyzer({ jobs: failedJobs, useLlm: false, now }).run();
    expect(summary).toMatchObject({ totalJobs: 3, totalErrors: 4, useLlm: false });
    expect(summary.byCategory.map(({ name }) => name)).toContain('THIRD_PARTY_SYSTEM');
    expect(toDictionary(summary)).toMatchObject({ total_jobs: 3, total_errors: 4, by_category: { THIRD_PARTY_SYSTEM: { count: 2 } } });
    expect(JSON.parse(JSON.stringify(toDictionary(summary)))).toEqual(toDictionary(summary));
  });

  it('looks 24 hours back, or as it is told, and at one tenant', async () => {
    const at = (hours: number) => createAnalyzer({ jobs: failedJobs, lookbackHours: hours, now });
    expect((await createAnalyzer({ jobs: failedJobs, now }).run()).totalJobs).toBe(3);
    expect((await at(2).run()).totalJobs).toBe(1);
    expect((await at(24).run({ tenantId })).totalJobs).toBe(2);
    expect((await at(24).run({ tenantId: tenantId.toUpperCase() })).totalJobs).toBe(2);
    expect((await at(1).run({ since: '2026-11-20T04:10:00+00:00' })).totalJobs).toBe(2);
  });

  it('asks for the jobs of a period, and whoever is to classify', async () => {
    const asked: unknown[] = [];
    const summary = await createAnalyzer({
      now,
      jobs: async (wanted) => {
        asked.push(wanted);
        return failedJobs.slice(0, 1);
      },
      classify: async (_error, options) => {
        asked.push(options);
        return {
          category: 'UNKNOWN',
          cause: 'UNKNOWN',
          confidence: 0,
          method: 'rule',
          reasoning: 'none',
          categoryWithoutModel: 'UNKNOWN',
          trace: [],
        };
      },
    }).run();
    expect(summary.byCategory).toEqual([{ name: 'UNKNOWN', count: 2, percent: 100 }]);
    expect(asked).toEqual([{ ...period, tenantId: null }, { useLlm: true }, { useLlm: true }]);
  });
});
