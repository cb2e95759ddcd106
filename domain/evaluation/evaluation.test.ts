import { describe, expect, it } from 'vitest';
import { createRuleMatcher } from '../diagnosis/match-rules.ts';
import { seededRandom } from '../text/fixtures/random.ts';
import { identityOf, type Known } from './diagnose-item.ts';
import { type ItemError, parseItems } from './items.ts';
import { chooseFed, evaluateLearning } from './learn.ts';
import type { EvaluationItem } from './metrics.ts';
import { runEvaluation } from './run.ts';

const line = (item: object): string => JSON.stringify(item);
const item = (changes: Partial<EvaluationItem> = {}): EvaluationItem => ({
  ...{ id: 'a', platform: 'local', text: 'connect ECONNREFUSED 10.0.0.1:5432' },
  ...{ causes: ['NETWORK'], origins: ['THIRD_PARTY_SYSTEM'], actions: ['RETRY'] },
  ...changes,
});

describe('the file', () => {
  it.each([
    ['not JSON', '{"id":', 1, /line 1: is not JSON/],
    ['a missing text', `${line(item())}\n${line({ id: 'b', platform: 'x' })}`, 2, /line 2: text is missing/],
    ['a platform that is no text', line({ ...item(), platform: 7 }), 1, /platform must be a text/],
    ['a missing id', line({ platform: 'x', text: 'y' }), 1, /id is missing/],
    ['an id twice', `${line(item())}\n\n${line(item())}`, 3, /line 3: id "a" stands on line 1 already/],
    ['a cause that does not exist', line({ ...item(), causes: ['WEATHER'] }), 1, /causes: there is no "WEATHER"; possible are TIMEOUT/],
    ['a list that is none', line({ ...item(), actions: 'RETRY' }), 1, /actions must be a list/],
    ['a list instead of an object', '[]', 1, /must be an object/],
  ])('is refused for %s, by its line', (_, content, number, message) => {
    expect(() => parseItems(content)).toThrow(message);
    try {
      parseItems(content);
    } catch (problem) {
      expect((problem as ItemError).line).toBe(number);
    }
  });
  it('may have a byte order mark, Windows line ends, empty lines and no labels', () =>
    expect(parseItems(`\ufeff${line({ id: 1, platform: 'x', text: 'y' })}\r\n\r\n`)).toEqual([{ id: '1', platform: 'x', text: 'y' }]));
});

describe('the figures', () => {
  const result = runEvaluation(
    [
      item(),
      item({ id: 'b', text: 'wobble in the third flange', causes: ['DATA'], actions: ['SEND_EMAIL'], origins: ['INPUT_DATA_QUALITY'] }),
      item({
        id: 'c',
        text: 'java.lang.OutOfMemoryError: Java heap space',
        causes: ['RESOURCE', 'UNKNOWN'],
        actions: ['SEND_EMAIL'],
        origins: ['WORKFLOW_ENGINE'],
      }),
    ]
      .map(line)
      .join('\n'),
  );
  it('are those of the definitions', () =>
    expect(result).toMatchObject({ n: 3, causeAccuracy: 2 / 3, causeMacroF1: 0.5, unknownShare: 0.5, unsafeRetries: 1, actsAlone: 1 }));
  it('hold a verdict for each text', () => {
    expect(result.perItem[0]).toMatchObject({
      id: 'a',
      cause: 'NETWORK',
      origin: 'THIRD_PARTY_SYSTEM',
      action: 'RETRY',
      method: 'rule',
      actsAlone: true,
    });
    expect(result.perItem[1]).toMatchObject({ id: 'b', cause: 'UNKNOWN', confidence: 0.3, actsAlone: false });
  });
  it('are of the texts that have the label in question', () => {
    const texts = [
      { id: 'a', platform: 'local', text: 'connect ECONNREFUSED 10.0.0.5:5432', causes: ['NETWORK'] },
      { id: 'b', platform: 'local', text: 'Run was cancelled by user maria.k', actions: ['SEND_EMAIL'] },
      { id: 'c', platform: 'local', text: 'connect ECONNREFUSED 10.0.0.5:5432', origins: ['THIRD_PARTY_SYSTEM'] },
    ];
    expect(runEvaluation(texts.map(line).join('\n'))).toMatchObject({
      ...{ causeAccuracy: 1, originAccuracy: 1, actionAccuracy: 0, unsafeRetries: 0, passedOver: 1, actsAlone: null },
      perItem: [{ wrong: undefined }, { wrong: 'action≠SEND_EMAIL' }, { wrong: undefined }],
    });
  });
  it('are only verdicts where there are no labels', () => {
    const unlabelled = runEvaluation(line({ id: 'a', platform: 'local', text: 'connect ECONNREFUSED' }));
    expect(unlabelled).toMatchObject({ n: 1, causeAccuracy: null, brier: null, perItem: [{ cause: 'NETWORK' }] });
  });
});

/** Errors of a house's own programs, which no general rule knows: each kind says the same thing in several ways. */
const kinds = [
  ...[
    [
      'DATA',
      'SEND_EMAIL',
      'ledger',
      ['posting period', 'booking month', 'fiscal period'],
      ['is sealed', 'was sealed by finance', 'has been sealed'],
    ],
  ],
  ...[
    [
      'CONFIGURATION',
      'SEND_EMAIL',
      'tariff book',
      ['edition', 'release', 'print'],
      ['has no successor', 'lacks its successor', 'is without successor'],
    ],
  ],
  ...[
    [
      'CONCURRENCY',
      'RETRY',
      'warehouse gate',
      ['slot', 'bay', 'dock'],
      ['is taken by another carrier', 'belongs to another carrier', 'was given to another carrier'],
    ],
  ],
] as const;
const house: readonly EvaluationItem[] = kinds.flatMap(([cause, action, thing, things, states], kind) => {
  const random = seededRandom(kind + 1);
  return things.flatMap((part) =>
    states.flatMap((state) =>
      [1, 2, 3].map((variant): EvaluationItem => {
        const word = ['morning', 'evening', 'night'][Math.floor(random() * 3)] ?? 'night';
        const text = `${thing} ${part} ${state}, ${word} pass ${['alpha', 'beta', 'gamma'][variant - 1]}`;
        return item({ id: `${kind}-${part}-${state}-${variant}`, text, causes: [cause], origins: ['WORKFLOW_ENGINE'], actions: [action] });
      }),
    ),
  );
});
const nothing: Known = { matcher: createRuleMatcher([]), entries: [], confirmed: new Map(), calibration: null };

describe('learning', () => {
  const options = { perCause: 12, seed: 1 };
  it('feeds so many of each cause, the same ones each time, and leaves a third', () => {
    const fed = chooseFed(house, 12, 1);
    expect([...Map.groupBy(fed, ({ causes }) => causes?.[0]).values()].map((group) => group.length)).toEqual([12, 12, 12]);
    expect(
      chooseFed(house.toReversed(), 12, 1)
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(fed.map(({ id }) => id).toSorted());
    expect(chooseFed(house, 12, 2).map(({ id }) => id)).not.toEqual(fed.map(({ id }) => id));
    expect(chooseFed(house.slice(0, 6), 12, 1)).toHaveLength(4);
  });
  it('is measured on texts and fingerprints that were not fed', () => {
    const fed = new Set(chooseFed(house, 12, 1).map((one) => identityOf(one).fingerprint));
    const { evaluation } = evaluateLearning(house, nothing, options);
    expect(evaluation.n).toBeGreaterThan(20);
    for (const { id } of evaluation.perItem)
      expect(fed.has(identityOf(house.find((one) => one.id === id) ?? item()).fingerprint)).toBe(false);
  });
  it('tells the failures of a house that no rule knows', () => {
    const { learning } = evaluateLearning(house, nothing, options);
    expect(learning.before.causeAccuracy).toBeLessThan(0.1);
    expect(learning.after.causeAccuracy).toBeGreaterThan(0.8);
    expect(learning.gain.unsafeRetries).toBe(0);
  });
  it('does not shake what rules know of other failures', () => {
    const general = [
      'connect ECONNREFUSED 10.0.0.1:5432',
      'java.lang.OutOfMemoryError: Java heap space',
      'ORA-00060: deadlock detected while waiting for resource',
    ];
    const items = [...house, ...general.map((text, index) => ({ id: `g${index}`, platform: 'local', text }))];
    const content = items.map(line).join('\n');
    const verdicts = (learn?: number) =>
      runEvaluation(content, { learn })
        .perItem.filter(({ id }) => id.startsWith('g'))
        .map(({ cause, action }) => [cause, action]);
    expect(verdicts(12)).toEqual(verdicts());
  });
});
