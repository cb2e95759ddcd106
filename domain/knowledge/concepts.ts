import { faultPhrases } from './concept-faults.ts';
import { subjectPhrases } from './concept-subjects.ts';
import { tokenise } from './tokenise.ts';

/** A subject is what the failure is about (cache, disk), a fault is what is wrong with it (unreachable, full). */
export type ConceptKind = 'subject' | 'fault';

export interface Concept {
  readonly name: string;
  readonly kind: ConceptKind;
}

/** A concept found in a text, and the places of the tokens that named it. */
export interface FoundConcept {
  readonly concept: Concept;
  readonly positions: readonly number[];
}

interface Phrase {
  readonly concept: Concept;
  readonly stems: readonly string[];
  /** Words may come in any order, with others between them. */
  readonly loose: boolean;
}

/** How many further words may stand between the words of a loose phrase. */
const slack = 3;

function readPhrases(table: Readonly<Record<string, string>>, kind: ConceptKind): Phrase[] {
  return Object.entries(table).flatMap(([name, phrases]) =>
    phrases.split(',').map((phrase) => ({
      concept: { name, kind },
      stems: tokenise(phrase.replaceAll('+', ' ')),
      loose: phrase.includes('+'),
    })),
  );
}

const byStem = new Map<string, Phrase[]>();
for (const phrase of [...readPhrases(subjectPhrases, 'subject'), ...readPhrases(faultPhrases, 'fault')])
  for (const stem of phrase.loose ? new Set(phrase.stems) : phrase.stems.slice(0, 1)) {
    const list = byStem.get(stem) ?? [];
    byStem.set(stem, [...list, phrase]);
  }

/** Places of the phrase when it begins at `from`; null when it does not. */
function match(tokens: readonly string[], from: number, phrase: Phrase): readonly number[] | null {
  if (!phrase.loose)
    return phrase.stems.every((stem, index) => tokens[from + index] === stem) ? phrase.stems.map((_, i) => from + i) : null;
  const until = Math.min(tokens.length, from + phrase.stems.length + slack);
  const positions: number[] = [];
  for (const stem of phrase.stems) {
    let place = from;
    while (place < until && (tokens[place] !== stem || positions.includes(place))) place++;
    if (place >= until) return null;
    positions.push(place);
  }
  return positions;
}

/** The concepts that a tokenised text names, each once, in the order of their first mention. */
export function findConcepts(tokens: readonly string[]): readonly FoundConcept[] {
  const found = new Map<string, FoundConcept>();
  tokens.forEach((token, from) => {
    for (const phrase of byStem.get(token) ?? []) {
      const positions = match(tokens, from, phrase);
      if (positions === null) continue;
      const known = found.get(phrase.concept.name);
      found.set(phrase.concept.name, { concept: phrase.concept, positions: [...(known?.positions ?? []), ...positions] });
    }
  });
  return [...found.values()];
}
