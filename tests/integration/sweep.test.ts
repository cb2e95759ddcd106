import { afterAll, beforeAll, expect, it } from 'vitest';
import { act } from '../../activities/act.ts';
import { decide } from '../../activities/decide.ts';
import { investigate } from '../../activities/investigate.ts';
import { sweep } from '../../activities/sweep.ts';
import { ConnectorError } from '../../connectors/contract.ts';
import type { RunIdentity } from '../../domain/jobs/types.ts';
import { red } from '../support/scripted-platform.ts';
import { failure, heap, type Kit, memory, openKit, tenantId } from './kit.ts';

let kit: Kit;
beforeAll(async () => void (kit = await openKit()));
afterAll(() => kit.database.close());

const casesOf = (jobKey: string) =>
  kit.transact((tx) =>
    tx.rows<{ id: string }>(
      'select i.id from incident i join job j on j.tenant_id = i.tenant_id and j.id = i.job_id where j.job_key = $1',
      [jobKey],
    ),
  );

it('takes no run of ours for a foreign failure, also when it failed before its name was known', async () => {
  const { platform, deps } = kit;
  // Runs tell nothing of the key that started them, as on most platforms.
  const { listEndedRuns } = platform;
  platform.listEndedRuns = async (input) => {
    const page = await listEndedRuns(input);
    return { ...page, runs: page.runs.map((run) => ({ ...run, submissionKey: null })) };
  };
  platform.declare({ jobKey: 'nameless', tunables: [memory] }, [red(heap)]);
  const incidentId = await kit.fail('nameless');
  await sweep(deps, { tenantId, platform: 'local' });
  await investigate(deps, { tenantId, incidentId, round: 1 });
  await decide(deps, { tenantId, incidentId, round: 1, revision: 1, because: null });
  const submit = () => act(deps, { tenantId, incidentId, round: 1, revision: 1, action: 'RETRY_WITH_NEW_PARAMS', repeat: 0 });

  platform.onSubmit = (_submission, take) => {
    take();
    throw new ConnectorError('unavailable', 'the answer was lost');
  };
  await expect(submit()).rejects.toThrow();
  expect(await sweep(deps, { tenantId, platform: 'local' })).toMatchObject({ opened: 0 });

  platform.onSubmit = (_submission, take) => take();
  expect(await submit()).toMatchObject({ kind: 'submitted' });
  expect(platform.submissions).toHaveLength(1);
  expect(await sweep(deps, { tenantId, platform: 'local' })).toMatchObject({ runs: 1, opened: 0 });
  expect(await casesOf('nameless')).toEqual([{ id: incidentId }]);
});

it('comes back to what it held back', async () => {
  const { platform, deps } = kit;
  platform.declare({ jobKey: 'busy', tunables: [memory] }, [red(heap)]);
  const incidentId = await kit.fail('busy');
  await investigate(deps, { tenantId, incidentId, round: 1 });
  await decide(deps, { tenantId, incidentId, round: 1, revision: 1, because: null });
  platform.onSubmit = () => {
    throw new ConnectorError('unavailable', 'down');
  };
  await expect(act(deps, { tenantId, incidentId, round: 1, revision: 1, action: 'RETRY_WITH_NEW_PARAMS', repeat: 0 })).rejects.toThrow();
  platform.run('busy');
  expect(await sweep(deps, { tenantId, platform: 'local' })).toMatchObject({ opened: 0 });
  platform.onSubmit = (_submission, take) => take();
  await act(deps, { tenantId, incidentId, round: 1, revision: 1, action: 'RETRY_WITH_NEW_PARAMS', repeat: 0 });
  await sweep(deps, { tenantId, platform: 'local' });
  expect(await casesOf('busy')).toHaveLength(2);
});

it('closes the case of a run of ours that was reported before its name was known', async () => {
  const { platform, deps } = kit;
  platform.declare({ jobKey: 'reported', tunables: [memory] }, [red(heap)]);
  const incidentId = await kit.fail('reported');
  await investigate(deps, { tenantId, incidentId, round: 1 });
  await decide(deps, { tenantId, incidentId, round: 1, revision: 1, because: null });
  let ours: RunIdentity | undefined;
  platform.onSubmit = (_submission, take) => {
    ours = take();
    throw new ConnectorError('unavailable', 'the answer was lost');
  };
  const submit = () => act(deps, { tenantId, incidentId, round: 1, revision: 1, action: 'RETRY_WITH_NEW_PARAMS', repeat: 0 });
  await expect(submit()).rejects.toThrow();
  const [reported] = await kit.accept(failure({ ...ours, submissionKey: null, detectedBy: 'trigger' }));
  expect(reported?.created).toBe(true);

  platform.onSubmit = (_submission, take) => take();
  expect(await submit()).toMatchObject({ kind: 'submitted' });
  expect(await kit.transact((tx) => tx.one('select status, resolution from incident where id = $1', [reported?.incidentId]))).toEqual({
    status: 'CANCELLED',
    resolution: `duplicate of ${incidentId}`,
  });
  expect(await kit.accept(failure({ ...ours, submissionKey: null, detectedBy: 'trigger' }))).toEqual([{ incidentId, created: false }]);
});
