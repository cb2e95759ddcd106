import { describe, expect, it } from 'vitest';
import { recordRules } from '../../evaluation/rule-record.ts';
import { type Cause, causes, isRetry } from '../../incidents/vocabulary.ts';
import { type LabelledText, readCorpusFiles } from '../fixtures/read-corpus.ts';
import { diagnose } from '../ladder.ts';
import { createRuleMatcher } from '../match-rules.ts';
import type { Diagnosis } from '../types.ts';
import { builtInRules } from './built-in.ts';

const actsFrom = 0.85;
/** Every third text of a file was not looked at when rules were written. */
const isHeldBack = (index: number): boolean => index % 3 === 2;

const matcher = createRuleMatcher(builtInRules);
const told = ({ text, platform }: LabelledText): Diagnosis =>
  diagnose({ platform, errorText: text, logTail: '', exitCode: null, signal: null, platformReason: null }, { matcher, confirmed: null });

/** The files of a folder, every text with its verdict. */
const judge = (folder: string) =>
  readCorpusFiles(folder).flatMap(({ texts }) => texts.map((item, index) => ({ item, heldBack: isHeldBack(index), verdict: told(item) })));

const corpus = judge('corpus');
type Judged = (typeof corpus)[number];

const share = (judged: readonly Judged[], test: (one: Judged) => boolean): number => judged.filter(test).length / judged.length;
const hasCause = ({ item, verdict }: Judged): boolean => item.causes.includes(verdict.cause);
const open = corpus.filter(({ heldBack }) => !heldBack);
const heldBack = corpus.filter((one) => one.heldBack);

/** Texts with this one accepted cause. */
const of = (judged: readonly Judged[], cause: Cause): readonly Judged[] =>
  judged.filter(({ item }) => item.causes.length === 1 && item.causes[0] === cause);

describe('the corpus', () => {
  it('is large, and every text has an id of its own', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(600);
    expect(new Set(corpus.map(({ item }) => item.id)).size).toBe(corpus.length);
  });
  it.each(causes.map((cause) => [cause] as const))('%s is told in the open texts', (cause) => {
    const texts = of(open, cause);
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.filter((one) => !hasCause(one)).map(({ item, verdict }) => `${item.id} ${verdict.cause}`)).toEqual([]);
  });
  it('gets origin and action of the open texts', () => {
    expect(share(open, ({ item, verdict }) => item.origins.includes(verdict.origin))).toBeGreaterThanOrEqual(0.97);
    expect(share(open, ({ item, verdict }) => item.actions.includes(verdict.proposedAction))).toBeGreaterThanOrEqual(0.98);
  });
  it('gets most of the texts that no rule was written for', () => {
    expect(share(heldBack, hasCause)).toBeGreaterThanOrEqual(0.85);
    expect(share(heldBack, ({ item, verdict }) => item.origins.includes(verdict.origin))).toBeGreaterThanOrEqual(0.88);
    expect(share(heldBack, ({ item, verdict }) => item.actions.includes(verdict.proposedAction))).toBeGreaterThanOrEqual(0.9);
  });
  it('is never retried alone where only a person can help', () => {
    const unsafe = corpus.filter(
      ({ item, verdict }) => verdict.confidence >= actsFrom && isRetry(verdict.proposedAction) && !item.actions.some(isRetry),
    );
    expect(unsafe.map(({ item }) => item.id)).toEqual([]);
  });
  it('is retried alone where that is plainly right', () => {
    const retryOnly = corpus.filter(({ item }) => item.actions.every(isRetry));
    expect(share(retryOnly, ({ verdict }) => verdict.confidence >= actsFrom && isRetry(verdict.proposedAction))).toBeGreaterThanOrEqual(
      0.85,
    );
  });
});

describe('texts written without a look at the rules', () => {
  const field = judge('field');
  it('mostly get their cause and action', () => {
    expect(field.length).toBeGreaterThanOrEqual(3_500);
    expect(share(field, hasCause)).toBeGreaterThanOrEqual(0.87);
    expect(share(field, ({ item, verdict }) => item.actions.includes(verdict.proposedAction))).toBeGreaterThanOrEqual(0.93);
  });
  it('are hardly ever retried alone where a person has to help', () => {
    const unsafe = field.filter(
      ({ item, verdict }) => verdict.confidence >= actsFrom && isRetry(verdict.proposedAction) && !item.actions.some(isRetry),
    );
    expect(unsafe.length / field.length).toBeLessThanOrEqual(0.004);
  });
  it('are hardly ever passed over in silence where somebody has to hear of them', () => {
    const passedOver = field.filter(
      ({ item, verdict }) => verdict.confidence >= actsFrom && verdict.proposedAction === 'IGNORE' && !item.actions.includes('IGNORE'),
    );
    expect(passedOver.length / field.length).toBeLessThanOrEqual(0.001);
  });
});

describe('the record of each rule on those texts', () => {
  const records = new Map(
    recordRules(
      readCorpusFiles('field').flatMap(({ texts }) => texts),
      matcher,
    ).map((one) => [one.rule, one]),
  );
  const known = builtInRules.flatMap((rule) => {
    const record = records.get(rule.id);
    return record === undefined || record.texts < 8 ? [] : [{ ...record, ...rule }];
  });
  const retries = known.filter(({ action, confidence, asksFirst }) => isRetry(action) && confidence >= actsFrom && asksFirst !== true);
  it('bears out that a rerun helps, where the rule retries without asking', () => {
    expect(retries.length).toBeGreaterThanOrEqual(60);
    expect(retries.filter(({ rightRerun }) => rightRerun < 0.8).map(({ id }) => id)).toEqual([]);
  });
  it('bears out the cause, where the rule is certain', () => {
    const certain = known.filter(({ confidence }) => confidence >= 0.93);
    expect(certain.length).toBeGreaterThanOrEqual(60);
    expect(certain.filter(({ rightCause }) => rightCause < 0.85).map(({ id }) => id)).toEqual([]);
  });
});

describe('names and codes without a message', () => {
  const bare = judge('corpus-names');
  it.each(['exception-names', 'error-codes'])('%s tell the cause', (kind) => {
    const texts = bare.filter(({ item }) => item.id.startsWith(kind.split('-')[1] ?? ''));
    expect(texts.length).toBeGreaterThanOrEqual(600);
    expect(share(texts, hasCause)).toBeGreaterThanOrEqual(0.96);
  });
});
