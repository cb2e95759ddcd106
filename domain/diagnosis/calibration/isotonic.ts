import type { Scored } from './error.ts';
import type { CalibrationFit } from './types.ts';

interface Block {
  /** Sum of raw confidences. */
  readonly raw: number;
  readonly right: number;
  readonly count: number;
}

/** Fewer verdicts than this are no level of their own: they join their neighbours. */
const smallestBlock = 15;

/** Share that was right, with one verdict of each kind added, so that no block is ever certain. */
const levelOf = ({ right, count }: Block): number => (right + 1) / (count + 2);
const join = (left: Block, right: Block): Block => ({
  raw: left.raw + right.raw,
  right: left.right + right.right,
  count: left.count + right.count,
});

/** Verdicts of the same raw confidence, and small neighbours, as one block; sorted. */
function blocksOf(verdicts: readonly Scored[]): Block[] {
  const sorted = verdicts.toSorted((left, right) => left.confidence - right.confidence);
  const blocks: Block[] = [];
  let last: number | null = null;
  for (const { confidence, right } of sorted) {
    const one = { raw: confidence, right: right ? 1 : 0, count: 1 };
    const open = blocks.at(-1);
    if (open !== undefined && (open.count < smallestBlock || confidence === last)) blocks[blocks.length - 1] = join(open, one);
    else blocks.push(one);
    last = confidence;
  }
  const [rest, before] = [blocks.at(-1), blocks.at(-2)];
  if (rest !== undefined && before !== undefined && rest.count < smallestBlock) blocks.splice(-2, 2, join(before, rest));
  return blocks;
}

/**
 * Isotonic regression by pooling adjacent violators: levels that only rise, as many as the verdicts support. Between the middles of the blocks the
 * curve is straight, outside of them level.
 */
export function fitIsotonic(verdicts: readonly Scored[]): CalibrationFit {
  const pooled: Block[] = [];
  for (const block of blocksOf(verdicts)) {
    let current = block;
    for (let before = pooled.at(-1); before !== undefined && levelOf(before) >= levelOf(current); before = pooled.at(-1)) {
      pooled.pop();
      current = join(before, current);
    }
    pooled.push(current);
  }
  return { kind: 'isotonic', points: pooled.map((block) => [block.raw / block.count, levelOf(block)] as const) };
}

export function applyIsotonic(raw: number, points: readonly (readonly [number, number])[]): number {
  const above = points.findIndex(([at]) => at >= raw);
  const [next, before] = [points[above], points[above - 1]];
  if (next === undefined) return points.at(-1)?.[1] ?? raw;
  if (before === undefined) return next[1];
  const share = (raw - before[0]) / (next[0] - before[0]);
  return before[1] + share * (next[1] - before[1]);
}
