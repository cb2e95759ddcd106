import { describe, expect, it } from 'vitest';
import { readCorpus, readCorpusFiles, textsHash } from '../fixtures/read-corpus.ts';
import { normalise } from '../normalise.ts';
import packed from './built-in-model.json' with { type: 'json' };
import { weighWording } from './classifier.ts';
import { wordingFeatures } from './features.ts';
import { packModel, unpackModel } from './packed-model.ts';
import { trainWording } from './train.ts';
import { builtInWording, wordingVerdict } from './verdict.ts';

const evidenceOf = (text: string) =>
  normalise({ platform: 'local', errorText: text, logTail: '', exitCode: null, signal: null, platformReason: null });
const isHeldBack = (_: unknown, index: number): boolean => index % 3 === 2;

describe('what the words of a failure speak for', () => {
  it('is the same whatever host, time, path and number the failure names', () => {
    const one = wordingFeatures(
      evidenceOf('2026-11-03 02:11:09 ERROR could not stretch the ledger on db-17.example.com:5432 in /srv/a/12'),
    );
    const other = wordingFeatures(
      evidenceOf('2026-12-24 23:59:58 ERROR could not stretch the ledger on db-4.example.com:5433 in /srv/b/7'),
    );
    expect(other).toEqual(one);
  });
  it('is told of texts that it did not learn from', { timeout: 60_000 }, () => {
    const files = [...readCorpusFiles('corpus'), ...readCorpusFiles('field')];
    const model = trainWording(files.flatMap(({ texts }) => texts.filter((text, index) => !isHeldBack(text, index))));
    const unseen = files.flatMap(({ texts }) => texts.filter(isHeldBack));
    const right = unseen.filter(({ text, causes }) => causes.includes(weighWording(model, evidenceOf(text))[0]?.cause ?? 'UNKNOWN'));
    expect(right.length / unseen.length).toBeGreaterThanOrEqual(0.7);
  });
  it('is nothing where there are no words', () => {
    expect(weighWording(builtInWording(), evidenceOf(' \n '))).toEqual([]);
    expect(wordingVerdict(evidenceOf(''))).toMatchObject({ stage: 'wording', outcome: 'abstained', cause: 'UNKNOWN' });
  });
  it('abstains where they speak for several causes', () => {
    const { outcome, confidence } = wordingVerdict(evidenceOf('the flange wobbles'));
    expect({ outcome, confidence }).toEqual({ outcome: 'abstained', confidence: 0 });
  });
  it('is never as sure as it takes to propose something', () => {
    const verdicts = readCorpus().map(({ text }) => wordingVerdict(evidenceOf(text)));
    expect(verdicts.filter(({ outcome }) => outcome === 'answered').length).toBeGreaterThan(1_000);
    expect(Math.max(...verdicts.map(({ confidence }) => confidence))).toBeLessThan(0.6);
  });
});

describe('the built-in model', () => {
  it('learned from the corpus as it is (npm run train:wording)', () => expect(packed.texts).toBe(textsHash(readCorpus())));
  it('loses nothing that counts when it is packed', () => {
    const few = readCorpus().filter((_, index) => index % 20 === 0);
    const model = trainWording(few);
    const again = unpackModel(JSON.parse(JSON.stringify(packModel(model, ''))));
    for (const { text } of few) {
      const [before, after] = [weighWording(model, evidenceOf(text)), weighWording(again, evidenceOf(text))];
      expect(after[0]?.cause).toBe(before[0]?.cause);
      expect(after[0]?.share).toBeCloseTo(before[0]?.share ?? 0, 1);
    }
  });
  it('is the same from the same texts in another order', () => {
    const few = readCorpus().filter((_, index) => index % 40 === 0);
    expect(packModel(trainWording(few.toReversed()), '')).toEqual(packModel(trainWording(few), ''));
  });
});
