import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportFailures } from '../../activities/report-failures.ts';
import { createTemporalGate } from '../../api/temporal-gate.ts';
import { listReports, readReport } from '../../store/reports.ts';
import { ensureDailyReport } from '../../temporal/schedules.ts';
import { failureReportScheduleId } from '../../workflows/contract.ts';
import { createTestApi, createTestKey, tester } from '../support/api.ts';
import { makeCase } from '../support/judged-cases.ts';
import { type Lifecycle, startLifecycle, tenantId } from '../support/lifecycle.ts';
import { localServer } from '../support/temporal.ts';

let life: Lifecycle;
beforeAll(async () => void (life = await startLifecycle({ environment: await localServer() })));
afterAll(async () => {
  await life.close();
  await life.environment.teardown();
});

const reports = () => life.database.transact(tenantId, tester, (tx) => listReports(tx, { cursor: undefined, limit: 10 }));

describe('the daily report', () => {
  it('stands as a schedule, and makes one report when it is triggered', async () => {
    const { client } = life;
    await makeCase(life.database.transact, { run: 'failed', cause: 'DATA', confidence: 0.9, action: 'SEND_EMAIL' });
    await ensureDailyReport(client, { tenantId, cron: '0 6 * * *' });
    await ensureDailyReport(client, { tenantId, cron: '30 5 * * *' });
    const gate = createTemporalGate({ client, namespace: 'default', startIncident: async () => undefined, deliver: async () => 'pending' });
    const api = createTestApi(life.database.transact, {
      temporal: { readSchedule: gate.readSchedule, triggerSchedule: gate.triggerSchedule },
    });
    const { key } = await createTestKey(life.database.transact, 'operator');

    const before = await (await api.request('/api/reports/schedule', { key })).json();
    expect(before).toMatchObject({ id: failureReportScheduleId(tenantId), paused: false, lastAt: null });
    expect(before.upcoming).toHaveLength(3);
    for (const at of before.upcoming) expect(at).toMatch(/T05:30:0\d/);

    expect((await api.request('/api/reports/schedule/trigger', { method: 'POST', key })).status).toBe(202);
    const [report] = await life.until(async () => {
      const { items } = await reports();
      return items.length > 0 && items;
    });
    expect(report).toMatchObject({ totalJobs: 1, totalErrors: 1, createdBy: { kind: 'schedule', name: 'failure report' } });
    expect(Date.parse(report?.until ?? '') - Date.parse(report?.since ?? '')).toBe(24 * 3_600_000);
    const summary = await life.database.transact(tenantId, tester, (tx) => readReport(tx, report?.id ?? ''));
    expect(summary.byCategory).toEqual([{ name: 'WORKFLOW_ENGINE', count: 1, percent: 100 }]);
    expect(await gate.readSchedule('none')).toBeNull();
    await expect(gate.triggerSchedule('none')).rejects.toMatchObject({ code: 'not-found' });
    api.close();
  });

  it('is one report however often its step is done', async () => {
    const run = { tenantId, hours: 24, until: new Date().toISOString(), key: 'run-1' };
    const first = await reportFailures(life.deps, run);
    const count = (await reports()).items.length;
    expect(await reportFailures(life.deps, run)).toEqual(first);
    expect((await reports()).items).toHaveLength(count);
  });
});
