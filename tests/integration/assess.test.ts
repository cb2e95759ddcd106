import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assess, assessAtOnce } from '../../activities/assess.ts';
import { ConnectorError } from '../../connectors/contract.ts';
import { contentHash } from '../../domain/canonical.ts';
import { readCase } from '../../store/cases.ts';
import { readDecision } from '../../store/decisions.ts';
import { readDiagnosis } from '../../store/diagnoses.ts';
import { readProposal } from '../../store/proposals.ts';
import { type Ending, green, red } from '../support/scripted-platform.ts';
import { heap, type Kit, memory, openKit, tenantId } from './kit.ts';

let kit: Kit;
beforeAll(async () => void (kit = await openKit()));
afterAll(() => kit.database.close());

type Job = Parameters<Kit['platform']['declare']>[0];
const input = (incidentId: string) => ({ tenantId, incidentId, round: 1, revision: 1, because: null });

/** What the store holds of an assessed case, without what differs between any two cases. */
async function kept(incidentId: string) {
  return kit.transact(async (tx) => {
    const [found, diagnosis, decision, proposal] = [
      await readCase(tx, incidentId),
      await readDiagnosis(tx, incidentId, 1),
      await readDecision(tx, incidentId, 1, 1),
      await readProposal(tx, incidentId, 1, 1),
    ];
    const { status, round, cause, origin, confidence, method, severity, fingerprint, rootCause, action, riskTier } = found;
    const { parameters, state } = found.run;
    return {
      found: { status, round, cause, origin, confidence, method, severity, fingerprint, rootCause, action, riskTier, parameters, state },
      diagnosis,
      decision: decision === null ? null : { ...decision, notBefore: decision.notBefore !== null },
      asks: proposal?.state ?? null,
    };
  });
}

describe('a case that is assessed at once', () => {
  const twins: readonly { name: string; job?: Partial<Job>; endings: readonly Ending[] }[] = [
    { name: 'more memory', job: { tunables: [memory] }, endings: [red(heap), green] },
    { name: 'approval', job: { tunables: [memory], criticality: 'critical' }, endings: [red(heap), green] },
    { name: 'retry', endings: [red('Error: connect ECONNREFUSED 127.0.0.1:5432'), green] },
    { name: 'expected', job: { expectedErrors: [{ exitCode: 1, pattern: null, reason: 'Sundays' }] }, endings: [red('nothing there')] },
    { name: 'nothing to tell', endings: [red('it went sideways')] },
  ];

  it.each(twins)('stands as one that was assessed step by step: $name', async ({ name, job, endings }) => {
    const ids: string[] = [];
    for (const way of ['a', 'b']) {
      // The masks of a fingerprint know ids and numbers, not letters, so both have one name.
      kit.platform.declare({ ...job, jobKey: `twin-${name}-${way}`, name }, endings);
      ids.push(await kit.fail(`twin-${name}-${way}`));
    }
    const [atOnce = '', byStep = ''] = ids;
    const assessed = await assessAtOnce(kit.deps, input(atOnce));
    const other = await assess(kit.deps, input(byStep));
    expect(assessed?.found).toEqual(other.found);
    expect(assessed?.decision.action).toBe(other.decision.action);
    expect(await kept(atOnce)).toEqual(await kept(byStep));
  });

  it('keeps quotes of lines that are cut in the middle of a character, and what it proposes', async () => {
    const line = 'Error: connect ECONNREFUSED 127.0.0.1:5432 while loading ';
    kit.platform.declare({ jobKey: 'rockets', criticality: 'critical' }, [red(`${line}${'x'.repeat(999 - line.length)}🚀🚀`), green]);
    const id = await kit.fail('rockets');
    expect((await assessAtOnce(kit.deps, input(id)))?.decision.proposal).not.toBeNull();
    const { quotes } = (await kept(id)).diagnosis ?? {};
    expect(quotes?.some((quote) => quote.endsWith('x\ufffd'))).toBe(true);
    const proposal = await kit.transact((tx) => readProposal(tx, id, 1, 1));
    expect(contentHash(proposal?.content)).toBe(proposal?.hash);
  });

  it('decides on the parameters that the platform told of the run', async () => {
    kit.platform.declare({ jobKey: 'told', tunables: [memory] }, [red(heap), green]);
    const { readRun } = kit.platform;
    kit.platform.readRun = async (run) => {
      const report = await readRun(run);
      return report === null || run.jobKey !== 'told' ? report : { ...report, parameters: { memoryMb: 200 } };
    };
    const id = await kit.fail('told');
    await assessAtOnce(kit.deps, input(id));
    kit.platform.readRun = readRun;
    expect((await kept(id)).decision?.parameters).toEqual({ memoryMb: 400 });
  });
});

describe('where the platform takes its time', () => {
  it.each([
    ['does not answer', () => new Promise<never>(() => undefined)],
    [
      'is busy',
      async () => {
        throw new ConnectorError('unavailable', 'Busy');
      },
    ],
  ])('and %s, nothing is diagnosed, and the patient step does it', async (name, readRun) => {
    kit.platform.declare({ jobKey: `slow-${name}` }, [red('it went sideways')]);
    const id = await kit.fail(`slow-${name}`);
    const before = await kit.counts();
    const known = kit.platform.readRun;
    kit.platform.readRun = readRun;
    expect(await new MockActivityEnvironment().run(() => assessAtOnce(kit.deps, input(id)))).toBeNull();
    kit.platform.readRun = known;
    expect(await kit.counts()).toEqual(before);
    expect((await kept(id)).found.status).toBe('DETECTED');
    expect(await assess(kit.deps, input(id))).toMatchObject({ found: { cause: 'UNKNOWN' }, decision: { action: 'ESCALATE' } });
  });
});
