import { type Action, type Cause, causes, isRetry } from '../../incidents/vocabulary.ts';
import { hashText } from '../../text/hash-text.ts';
import type { NormalisedEvidence } from '../normalise.ts';
import { normalise } from '../normalise.ts';
import type { StageVerdict } from '../types.ts';
import { type LinearClasses, opinionOf, rerunWorths, toVector, type WordingModel, type WordingVector } from './classifier.ts';
import { featureBits, wordingFeatures } from './features.ts';
import { judgedPlaces, sideBySide } from './judge.ts';
import { learnShares } from './learn-shares.ts';
import { createSeparator } from './separate.ts';

/** A text with the verdicts that a careful reader accepts, the likeliest first. */
export interface LabelledWording {
  readonly id: string;
  readonly platform: string;
  readonly text: string;
  readonly causes: readonly Cause[];
  readonly actions: readonly Action[];
}

/** What the rules say of a text by themselves. */
export type AskRules = (evidence: NormalisedEvidence, platform: string) => StageVerdict;

const places = 1 << featureBits;
/** What a distance from the border is worth in logits: with this factor shares were least surprised by texts that were held back. */
const sharpness = 4;
/** The judge learns from what words say of texts that they have not learned from: each part of the corpus in turn is left out. */
const parts = 5;

interface Read {
  readonly text: LabelledWording;
  readonly evidence: NormalisedEvidence;
  readonly counts: ReadonlyMap<number, number>;
}

const readText = (text: LabelledWording): Read => {
  const evidence = normalise({
    ...{ platform: text.platform, errorText: text.text, logTail: '' },
    ...{ exitCode: null, signal: null, platformReason: null },
  });
  return { text, evidence, counts: wordingFeatures(evidence.lines) };
};

function rarityOf(read: readonly Read[]): Float32Array {
  const found = new Float64Array(places);
  for (const { counts } of read) for (const place of counts.keys()) found[place] = (found[place] ?? 0) + 1;
  return Float32Array.from(found, (count) => Math.log((1 + read.length) / (1 + count)) + 1);
}

type Words = Omit<WordingModel, 'together'>;

const firstCause = ({ text }: Read): Cause => text.causes[0] ?? 'UNKNOWN';

function learnWords(read: readonly Read[]): Words {
  const rarity = rarityOf(read);
  const separate = createSeparator(
    read.map(({ counts }) => toVector(counts, rarity)),
    places,
  );
  const sharpen = (weights: Float64Array, factor: number) => Float32Array.from(weights, (weight) => weight * factor);
  const each = causes.map((cause) => separate(read.map((text) => firstCause(text) === cause)));
  const rerun = separate(read.map(({ text }) => text.actions.some(isRetry)));
  // Two classes share a distance: what speaks for the one speaks against the other.
  const halves = rerunWorths.map((worth) => (worth === 'helps' ? sharpness / 2 : -sharpness / 2));
  return {
    rarity,
    causes: {
      names: causes,
      weights: each.map(({ weights }) => sharpen(weights, sharpness)),
      bias: each.map(({ bias }) => bias * sharpness),
    },
    rerun: {
      names: rerunWorths,
      weights: halves.map((factor) => sharpen(rerun.weights, factor)),
      bias: halves.map((factor) => rerun.bias * factor),
    },
  };
}

/** What words and rules are worth side by side, from texts that the words have not learned from. */
function learnTogether(read: readonly Read[], askRules: AskRules): LinearClasses<Cause> {
  const vectors: WordingVector[] = [];
  const wanted: Cause[] = [];
  const partOf = ({ text }: Read): number => hashText(text.id) % parts;
  for (let part = 0; part < parts; part++) {
    const words = learnWords(read.filter((text) => partOf(text) !== part));
    for (const text of read.filter((each) => partOf(each) === part)) {
      const rules = askRules(text.evidence, text.text.platform);
      const opinion = opinionOf(words, text.counts);
      if (rules.outcome !== 'answered' || opinion === null) continue;
      vectors.push(sideBySide(rules, opinion));
      wanted.push(firstCause(text));
    }
  }
  return learnShares(causes, vectors, wanted, judgedPlaces);
}

/** Learns from labelled texts which words speak for what, and how far to trust rules beside them. The same texts give the same model, in whatever order they come. */
export function trainWording(texts: readonly LabelledWording[], askRules: AskRules): WordingModel {
  const read = texts.toSorted((left, right) => (left.id < right.id ? -1 : 1)).map(readText);
  return { ...learnWords(read), together: learnTogether(read, askRules) };
}
