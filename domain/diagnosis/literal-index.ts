/** Finds thousands of literals in one pass over a text (Aho and Corasick's automaton), ignoring case; a blank fits any run of white space. */
export interface LiteralIndex {
  /** Calls `found` with the number of a literal and the offset of its end, for every place where it occurs. */
  scan(text: string, found: (literal: number, end: number) => void): void;
}

/** White space of any kind has this number in every alphabet. */
const blankClass = 1;

/** Codes of the characters that occur in the literals, numbered from 1; all others share number 0. */
function alphabetOf(literals: readonly string[]): { classes: Uint16Array; size: number } {
  const classes = new Uint16Array(65_536);
  let size = 2;
  for (const character of new Set(literals.join(''))) if (character !== ' ') classes[character.charCodeAt(0)] = size++;
  for (const blank of ' \t\n\r\f\v') classes[blank.charCodeAt(0)] = blankClass;
  for (let code = 65; code <= 90; code++) classes[code] = classes[code + 32] ?? 0;
  return { classes, size };
}

interface Automaton {
  readonly next: Int32Array;
  readonly outputs: readonly (readonly number[])[];
}

/** Nodes as rows of `size` transitions; a failed transition leads where the longest suffix would. */
function buildAutomaton(literals: readonly string[], classes: Uint16Array, size: number): Automaton {
  const nodes = 1 + literals.reduce((sum, literal) => sum + literal.length, 0);
  const next = new Int32Array(nodes * size);
  const outputs: number[][] = [[]];
  literals.forEach((literal, number) => {
    let node = 0;
    for (const character of literal) {
      const slot = node * size + (classes[character.charCodeAt(0)] ?? 0);
      if (next[slot] === 0) next[slot] = outputs.push([]) - 1;
      node = next[slot] ?? 0;
    }
    outputs[node]?.push(number);
  });
  link(next, outputs, size);
  return { next, outputs };
}

/** Breadth first: each node takes over the transitions and outputs of its longest suffix. */
function link(next: Int32Array, outputs: number[][], size: number): void {
  const suffix = new Int32Array(outputs.length);
  const queue = [0];
  for (const node of queue) {
    for (let symbol = 0; symbol < size; symbol++) {
      const slot = node * size + symbol;
      const child = next[slot] ?? 0;
      const fallback = node === 0 ? 0 : (next[(suffix[node] ?? 0) * size + symbol] ?? 0);
      if (child === 0) {
        next[slot] = fallback;
        continue;
      }
      suffix[child] = fallback;
      outputs[child]?.push(...(outputs[fallback] ?? []));
      queue.push(child);
    }
  }
}

/** Builds the index; literals are in lower case, and beyond ASCII without case. */
export function createLiteralIndex(literals: readonly string[]): LiteralIndex {
  const { classes, size } = alphabetOf(literals);
  const { next, outputs } = buildAutomaton(literals, classes, size);
  return {
    scan(text, found) {
      let node = 0;
      let wasBlank = false;
      for (let index = 0; index < text.length; index++) {
        const symbol = classes[text.charCodeAt(index)] ?? 0;
        if (wasBlank && symbol === blankClass) continue;
        wasBlank = symbol === blankClass;
        node = next[node * size + symbol] ?? 0;
        for (const literal of outputs[node] ?? []) found(literal, index + 1);
      }
    },
  };
}
