import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { readCell } from '../text/csv-cell.ts';
import { createFailureAnalyzer, periodOf } from './analyzer.ts';
import { analysedAt, classifyFixture, failedJobs, manyJobs, period } from './fixtures/failed-jobs.ts';
import { renderReport } from './render.ts';
import { csvColumns } from './render-csv.ts';
import { summarise } from './summarise.ts';
import { toDictionary } from './to-dictionary.ts';

const golden = (name: string): string => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');
const analyzer = createFailureAnalyzer({
  readJobs: async () => failedJobs,
  classify: classifyFixture,
  now: () => new Date(analysedAt),
});
const summary = await analyzer.run(period);
const many = summarise(manyJobs(), { period, analysedAt, useLlm: false });
const errors = failedJobs.flatMap((job) => job.errors);

describe('the figures', () => {
  it('of 229 errors in 156 jobs are exact', () => {
    expect(many).toMatchObject({ totalJobs: 156, totalErrors: 229 });
    expect(many.byCategory).toEqual([
      { name: 'THIRD_PARTY_SYSTEM', count: 100, percent: 43.7 },
      { name: 'INPUT_DATA_QUALITY', count: 80, percent: 34.9 },
      { name: 'WORKFLOW_ENGINE', count: 49, percent: 21.4 },
    ]);
    const text = renderReport(many, 'text').replaceAll(/ +/g, ' ');
    expect(text).toContain('THIRD_PARTY_SYSTEM 100 43.7%\nINPUT_DATA_QUALITY 80 34.9%\nWORKFLOW_ENGINE 49 21.4%\n');
    expect(renderReport(many, 'markdown')).toContain('| THIRD_PARTY_SYSTEM | 100 | 43.7% |');
  });

  it('count jobs, not errors, per tenant and pipeline, largest first', () => {
    expect(many.jobsByTenant).toEqual([
      { name: 'tenant-2', count: 104, percent: 66.7 },
      { name: 'tenant-1', count: 52, percent: 33.3 },
    ]);
    expect(many.jobsByPipeline.map(({ name, count }) => [name, count])).toEqual([
      ['Pipeline B', 91],
      ['Pipeline A', 65],
    ]);
  });

  it('show the newest job first', () => expect(summary.jobs.map((job) => job.jobId)).toEqual(['inc_b', 'inc_a', 'inc_c']));

  it('tell what stays unknown with a model and without one', () =>
    expect(summary.unknown).toEqual({ count: 1, percent: 25, withoutModel: { count: 2, percent: 50 } }));

  it('of nothing are zero', () => {
    const empty = summarise([], { period, analysedAt, useLlm: true });
    expect(empty).toMatchObject({ totalJobs: 0, totalErrors: 0, byCategory: [], unknown: { count: 0, percent: 0 } });
    expect(renderReport(empty, 'text')).toContain('No job failed');
    expect(renderReport(empty, 'markdown')).toContain('No job failed');
    expect(renderReport(empty, 'csv')).toBe(`${csvColumns.join(',')}\r\n`);
  });
});

describe('text and Markdown', () => {
  it.each(['text', 'markdown'] as const)('%s is what it was', (format) =>
    expect(renderReport(summary, format)).toBe(golden(format === 'text' ? 'report.txt' : 'report.md')),
  );

  it('have rules of 80 and a row for each error', () => {
    const text = renderReport(summary, 'text');
    expect(text.split('\n').filter((line) => /^[=-]+$/.test(line) && line.length !== 80)).toEqual([]);
    const rows = text
      .split('ALL ERRORS')[1]
      ?.split('FAILED JOBS')[0]
      ?.split('\n')
      .filter((line) => line.startsWith('inc_'));
    expect(rows).toHaveLength(summary.totalErrors);
  });

  it('hold tables whose rows have as many cells as their heading, whatever the texts hold', () => {
    const blocks = renderReport(summary, 'markdown')
      .split('\n\n')
      .filter((block) => block.startsWith('|'));
    expect(blocks.length).toBeGreaterThanOrEqual(5);
    for (const block of blocks) {
      const cells = block.split('\n').map((row) => row.replaceAll('\\|', '').split('|').length);
      expect(new Set(cells).size).toBe(1);
    }
  });

  it('head a category by its jobs, not its errors', () => {
    const markdown = renderReport(many, 'markdown');
    const jobs = many.jobs.filter((job) => job.errors.some((error) => error.category === 'THIRD_PARTY_SYSTEM')).length;
    expect(markdown).toContain(`## THIRD_PARTY_SYSTEM (${jobs} jobs)`);
    expect(markdown).toContain('#### 100. ');
  });

  it('pass no escape sequence on', () => {
    for (const format of ['text', 'markdown'] as const) expect(renderReport(summary, format)).not.toContain('\u001b');
  });
});

describe('JSON', () => {
  it('has the totals, ids and times as text', () => {
    const json = JSON.parse(renderReport(summary, 'json'));
    expect(json).toEqual(JSON.parse(JSON.stringify(toDictionary(summary))));
    expect(json).toMatchObject({
      period: { since: '2026-11-20T00:00:00+00:00', until: '2026-11-21T00:00:00+00:00', hours: 24 },
      analysed_at: '2026-11-21T00:00:05.250+00:00',
      total_jobs: 3,
      total_errors: 4,
      by_category: { THIRD_PARTY_SYSTEM: { count: 2, percent: 50 } },
      jobs_by_pipeline: { 'Supplier import': 2, 'Ledger | export': 1 },
    });
    expect(json.errors).toHaveLength(4);
    expect(json.jobs[1]).toMatchObject({
      job_id: 'inc_a',
      finished_at: '2026-11-20T04:10:00+00:00',
      errors: [
        { category: 'INPUT_DATA_QUALITY', confidence: 0.9, message: 'Column "amount" is missing', exception: 'InvalidInputException' },
        {},
      ],
    });
  });
});

describe('CSV', () => {
  const rows: string[][] = parse(renderReport(summary, 'csv'));

  it('has the twelve columns and one row an error', () => {
    expect(rows[0]).toEqual([...csvColumns]);
    expect(rows[0]).toHaveLength(12);
    expect(rows).toHaveLength(errors.length + 1);
    expect(rows[2]).toEqual([
      'inc_a',
      'Supplier import',
      '7f0c2c1e-2f4f-4c62-8a57-0d6f2a6f1b11',
      '2026-11-20T04:10:00+00:00',
      'LoadSuppliers',
      'INPUT_DATA_QUALITY',
      'rule',
      '0.90',
      'A column of the input is missing',
      '400',
      'Column "amount" is missing',
      'InvalidInputException',
    ]);
  });

  it('brings every message back as it was, and runs in no spreadsheet', () => {
    const column = csvColumns.indexOf('Error Message');
    const cells = rows.slice(1).map((row) => row[column] ?? '');
    expect(cells.map(readCell).sort()).toEqual(errors.map((error) => error.message).sort());
    expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
  });
});

describe('the analyzer', () => {
  it('looks back as far as it is told, or 24 hours', () => {
    const now = new Date('2026-11-21T12:00:00.000Z');
    expect(periodOf({}, 720, now)).toEqual({ since: '2026-10-22T12:00:00.000Z', until: '2026-11-21T12:00:00.000Z' });
    expect(periodOf({ until: '2026-11-01T00:00:00Z' }, 24, now).since).toBe('2026-10-31T00:00:00.000Z');
    expect(periodOf({ since: '2026-11-01 00:00:00Z' }, 24, now)).toEqual({ since: '2026-11-01T00:00:00.000Z', until: now.toISOString() });
  });

  it('asks for the tenant and says whether a model may be used', async () => {
    const asked: unknown[] = [];
    const off = createFailureAnalyzer({
      readJobs: async (wanted) => {
        asked.push(wanted);
        return failedJobs.slice(0, 1);
      },
      classify: async (error, options) => {
        asked.push(options);
        return classifyFixture(error);
      },
      now: () => new Date(period.until),
      useLlm: false,
    });
    expect(await off.run({ tenantId: 'one' })).toMatchObject({ useLlm: false, totalJobs: 1, totalErrors: 2 });
    expect(asked).toEqual([{ ...period, tenantId: 'one' }, { useLlm: false }, { useLlm: false }]);
  });

  it('leaves no classification without a reason', () =>
    expect(summary.jobs.flatMap((job) => job.errors).filter((error) => error.reasoning.trim() === '')).toEqual([]));
});
