import { describe, expect, it } from 'vitest';
import { isRetry } from '../../incidents/vocabulary.ts';
import { readCorpus, readCorpusFiles, textsHash } from '../fixtures/read-corpus.ts';
import { createRuleMatcher } from '../match-rules.ts';
import { normalise } from '../normalise.ts';
import { builtInRules } from '../rules/built-in.ts';
import { rulesVerdict } from '../rules-verdict.ts';
import { abstained } from '../stage-verdicts.ts';
import packed from './built-in-model.json' with { type: 'json' };
import { weighWording } from './classifier.ts';
import { wordingFeatures } from './features.ts';
import { packModel, unpackModel } from './packed-model.ts';
import { type LabelledWording, trainWording } from './train.ts';
import { builtInWording, hearWords, wordingOpinion } from './verdict.ts';

const evidenceOf = (text: string) =>
  normalise({ platform: 'local', errorText: text, logTail: '', exitCode: null, signal: null, platformReason: null });
const linesOf = (text: string) => evidenceOf(text).lines;
/** The words' own verdict where rules are silent. */
const alone = (text: string) => hearWords(abstained('rules', 'No rule fits.'), wordingOpinion, evidenceOf(text)).wording;
const matcher = createRuleMatcher(builtInRules);
const train = (texts: readonly LabelledWording[]) =>
  trainWording(texts, (evidence, platform) => rulesVerdict(matcher.match(evidence, platform)));
const isHeldBack = (_: unknown, index: number): boolean => index % 3 === 2;

describe('what the words of a failure speak for', () => {
  it('is the same whatever host, time, path and number the failure names', () => {
    const one = wordingFeatures(linesOf('2026-11-03 02:11:09 ERROR could not stretch the ledger on db-17.example.com:5432 in /srv/a/12'));
    const other = wordingFeatures(linesOf('2026-12-24 23:59:58 ERROR could not stretch the ledger on db-4.example.com:5433 in /srv/b/7'));
    expect(other).toEqual(one);
  });
  it('is the same whether a secret was taken out or never stood there', () => {
    const told = 'the ledger turned us away, token=';
    expect(wordingFeatures(linesOf(`${told}[redacted:secret] at dawn`))).toEqual(wordingFeatures(linesOf(`${told} at dawn`)));
  });
  it('is told of texts that it did not learn from', { timeout: 60_000 }, () => {
    const files = [...readCorpusFiles('corpus'), ...readCorpusFiles('field')];
    const model = train(files.flatMap(({ texts }) => texts.filter((text, index) => !isHeldBack(text, index))));
    const unseen = files.flatMap(({ texts }) => texts.filter(isHeldBack));
    const right = unseen.filter(({ text, causes }) => causes.includes(weighWording(model, linesOf(text))?.causes[0]?.cause ?? 'UNKNOWN'));
    expect(right.length / unseen.length).toBeGreaterThanOrEqual(0.75);
    const told = unseen.filter(
      ({ text, actions }) => (weighWording(model, linesOf(text))?.rerunHelps ?? 0) > 0.5 === actions.some(isRetry),
    );
    expect(told.length / unseen.length).toBeGreaterThanOrEqual(0.8);
  });
  it('hears scripts without blanks sign by sign, and letters of every alphabet', () => {
    expect(wordingFeatures(linesOf('无法连接')).size).toBe(4 + 3 + 2);
    expect(wordingFeatures(linesOf('Größe ошибка')).size).toBeGreaterThanOrEqual(2);
    expect(weighWording(builtInWording(), linesOf('连接被拒绝：无法连接到数据库服务器'))?.causes[0]?.cause).toBe('NETWORK');
  });
  it('is nothing where there are no words', () => {
    expect(weighWording(builtInWording(), linesOf(' \n '))).toBeNull();
    expect(alone('')).toMatchObject({ stage: 'wording', outcome: 'abstained', cause: 'UNKNOWN' });
  });
  it('abstains where they speak for several causes', () => {
    const { outcome, confidence } = alone('the flange wobbles');
    expect({ outcome, confidence }).toEqual({ outcome: 'abstained', confidence: 0 });
  });
  it('is never as sure as it takes to propose something', () => {
    const verdicts = readCorpus().map(({ text }) => alone(text));
    expect(verdicts.filter(({ outcome }) => outcome === 'answered').length).toBeGreaterThan(1_000);
    expect(Math.max(...verdicts.map(({ confidence }) => confidence))).toBeLessThan(0.6);
  });
});

describe('the built-in model', () => {
  it('learned from the corpus as it is (npm run train:wording)', () => expect(packed.texts).toBe(textsHash(readCorpus())));
  it('loses nothing that counts when it is packed', () => {
    const few = readCorpus().filter((_, index) => index % 20 === 0);
    const model = train(few);
    const again = unpackModel(JSON.parse(JSON.stringify(packModel(model, ''))));
    for (const { text } of few) {
      const [before, after] = [weighWording(model, linesOf(text)), weighWording(again, linesOf(text))];
      expect(after === null).toBe(before === null);
      if (before === null || after === null) continue;
      const [first] = before.causes;
      expect(after.causes.find(({ cause }) => cause === first?.cause)?.share).toBeCloseTo(first?.share ?? 0, 1);
      expect(after.rerunHelps).toBeCloseTo(before.rerunHelps, 1);
    }
  });
  it('is the same from the same texts in another order', () => {
    const few = readCorpus().filter((_, index) => index % 40 === 0);
    expect(packModel(train(few.toReversed()), '')).toEqual(packModel(train(few), ''));
  });
});
