import type { EvidenceLine } from '../normalise.ts';
import { tellingLines } from './features.ts';

/** So many lines before and after count as said beside a line. */
const reach = 3;

function* runsAround(lines: readonly EvidenceLine[], anchor: number): Generator<readonly EvidenceLine[]> {
  for (let from = Math.max(0, anchor - reach); from <= anchor; from++)
    for (let to = anchor; to <= Math.min(lines.length - 1, anchor + reach); to++) yield lines.slice(from, to + 1);
}

/**
 * The quoted line alone and with some of what stands right before and after it, in every combination of whole lines; of a line that repeats, around the
 * first and the last. Whoever adds lines before or after a text adds runs, and takes none away.
 */
export function surroundings(all: readonly EvidenceLine[], quotes: readonly string[]): readonly (readonly EvidenceLine[])[] {
  const lines = tellingLines(all);
  const quoted = [...lines.keys()].filter((index) => quotes.some((quote) => quote !== '' && lines[index]?.text.startsWith(quote)));
  const anchors = new Set([quoted.at(0), quoted.at(-1)].filter((index) => index !== undefined));
  return [...anchors].flatMap((anchor) => [...runsAround(lines, anchor)]);
}
