import { afterAll, beforeAll, expect, it } from 'vitest';
import { awaitRecovery } from '../../activities/await-recovery.ts';
import type { RunSummary } from '../../connectors/contract.ts';
import { readCase } from '../../store/cases.ts';
import { red } from '../support/scripted-platform.ts';
import { type Kit, openKit, tenantId } from './kit.ts';

let kit: Kit;
beforeAll(async () => void (kit = await openKit()));
afterAll(() => kit.database.close());

const minute = 60_000;
const later = (ms: number) => new Date(Date.now() + ms).toISOString();

/** Whether a run that ended well, given by when it began and ended in minutes since the failure, ends the waiting. */
async function recovers(jobKey: string, run: { began: number | null; ended: number; runKey?: string }): Promise<boolean> {
  kit.platform.declare({ jobKey }, [red('AccessDenied: no')]);
  const incidentId = await kit.fail(jobKey);
  const { run: failed } = await kit.transact((tx) => readCase(tx, incidentId));
  const green: RunSummary = {
    ...{ platform: 'local', jobKey, runKey: run.runKey ?? 'other', try: 1, state: 'succeeded', submissionKey: null },
    startedAt: run.began === null ? null : later(run.began * minute),
    finishedAt: later(run.ended * minute),
  };
  const { readHistory } = kit.platform;
  kit.platform.readHistory = async () => [green, { ...green, ...failed, state: 'failed' }];
  try {
    return await awaitRecovery(kit.deps, { tenantId, incidentId, round: 1, deadlineAt: later(0) });
  } finally {
    kit.platform.readHistory = readHistory;
  }
}

it.each([
  ['began after the failure', { began: 1, ended: 2 }, true],
  ['began before it, as of another day of a backfill', { began: -60, ended: 2 }, false],
  ['began and ended before it', { began: -60, ended: -2 }, false],
  ['does not tell when it began', { began: null, ended: 2 }, true],
  ['is the failed one, repaired by somebody', { began: -60, ended: 2, runKey: 'job of a repair-1' }, true],
])('A run that ended well and %s', async (name, run, recovered) =>
  expect(await recovers('runKey' in run ? 'job of a repair' : name, run)).toBe(recovered),
);
