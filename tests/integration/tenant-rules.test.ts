import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { investigate } from '../../activities/investigate.ts';
import { readDiagnosis } from '../../store/diagnoses.ts';
import { addFeedback } from '../../store/feedback.ts';
import { readRule } from '../../store/reads/rules.ts';
import { createMatchers } from '../../store/rule-matchers.ts';
import { createRule, type RuleContent, removeRule, switchRule } from '../../store/rules.ts';
import { red } from '../support/scripted-platform.ts';
import { approver, type Kit, openKit, tenantId } from './kit.ts';

let kit: Kit;
beforeAll(async () => void (kit = await openKit()));
afterAll(() => kit.database.close());

const text = 'Ledger import was turned down by the clearing house';
const content: RuleContent = {
  rule: {
    title: 'The clearing house turned the ledger down',
    pattern: 'ledger import was turned down',
    cause: 'DATA',
    origin: 'THIRD_PARTY_SYSTEM',
    action: 'SEND_EMAIL',
    severity: 'high',
    kind: 'phrase',
    confidence: 0.93,
    priority: 60,
  },
  tags: [],
  examples: [{ text, matches: true }],
  enabled: true,
};

/** Fails a run of the job with the text and diagnoses it. */
async function diagnosed(jobKey: string, errorText: string) {
  kit.platform.declare({ jobKey }, [red(errorText)]);
  const incidentId = await kit.fail(jobKey);
  await investigate(kit.deps, { tenantId, incidentId, round: 1 });
  const diagnosis = await kit.transact((tx) => readDiagnosis(tx, incidentId, 1));
  return { incidentId, verdict: diagnosis?.stages.find((stage) => stage.stage === 'rules'), diagnosis };
}

describe('a rule of the tenant', () => {
  it('decides the next failure, in every process, until it is gone', async () => {
    const elsewhere = createMatchers();
    expect((await diagnosed('ledger-1', text)).verdict?.source ?? '').not.toMatch(/^rule_/);
    const id = await kit.transact((tx) => createRule(tx, content), approver);
    const { diagnosis, verdict } = await diagnosed('ledger-2', text);
    expect(verdict?.source).toBe(id);
    expect(diagnosis).toMatchObject({ method: 'rule', cause: 'DATA', origin: 'THIRD_PARTY_SYSTEM', confidence: 0.93 });
    expect(await diagnosed('ledger-3', text).then((one) => one.verdict?.source)).toBe(id);
    expect(await kit.transact(elsewhere)).not.toBe(await kit.transact(kit.deps.matcherFor));
    await kit.transact((tx) => removeRule(tx, id, 1), approver);
    expect((await diagnosed('ledger-4', text)).verdict?.source).not.toBe(id);
  });

  it('wins over the built-in rule that fits too', async () => {
    const refused = 'Error: connect ECONNREFUSED 10.1.1.1:8443';
    const before = (await diagnosed('refused-1', refused)).verdict;
    expect(before).toMatchObject({ cause: 'NETWORK' });
    const rule = { ...content.rule, pattern: 'connect ECONNREFUSED 10\\.1\\.1\\.1', cause: 'CONFIGURATION' } as const;
    const id = await kit.transact((tx) => createRule(tx, { ...content, rule, examples: [] }), approver);
    expect((await diagnosed('refused-2', refused)).verdict).toMatchObject({ source: id, cause: 'CONFIGURATION' });
    await kit.transact((tx) => removeRule(tx, id, null), approver);
  });

  it('is prepared anew only after a change', async () => {
    const first = await kit.transact(kit.deps.matcherFor);
    expect(await kit.transact(kit.deps.matcherFor)).toBe(first);
    await expect(
      kit.transact(async (tx) => {
        await createRule(tx, content);
        throw new Error('rolled back');
      }, approver),
    ).rejects.toThrow('rolled back');
    expect(await kit.transact(kit.deps.matcherFor)).toBe(first);
  });
});

it('a built-in rule that is switched off decides nothing more', async () => {
  const full = 'OSError: [Errno 28] No space left on device';
  const source = (await diagnosed('full-1', full)).verdict?.source ?? '';
  expect(source).not.toBe('');
  await kit.transact((tx) => switchRule(tx, source, false, 0), approver);
  expect((await diagnosed('full-2', full)).verdict?.source).not.toBe(source);
  await kit.transact((tx) => switchRule(tx, source, true, 1), approver);
  expect((await diagnosed('full-3', full)).verdict?.source).toBe(source);
});

it('how a rule has done is told from its cases, without any of them writing it down', async () => {
  const id = await kit.transact((tx) => createRule(tx, content), approver);
  const [first, second] = [await diagnosed('counted-1', text), await diagnosed('counted-2', text), await diagnosed('counted-3', text)];
  const read = () => kit.transact((tx) => readRule(tx, id));
  expect((await read()).statistics).toMatchObject({ hits: 3, decided: 3, right: 0, wrong: 0, rightShare: null });
  await kit.transact((tx) =>
    tx.rows(`update incident set resolution = 'verified' where tenant_id = $1 and id = $2`, [tenantId, first.incidentId]),
  );
  const wrong = { kind: 'wrong_category', speedRating: null, effectivenessRating: null, comment: null } as const;
  await kit.transact((tx) => addFeedback(tx, second.incidentId, wrong), approver);
  expect((await read()).statistics).toMatchObject({ hits: 3, right: 1, wrong: 1, rightShare: 0.5 });
});
