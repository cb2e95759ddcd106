import { hashText } from '../../text/hash-text.ts';

/** The numbers from 0 to below `count`, in another order each round, the same each time. */
export function shuffled(count: number, round: number): Int32Array {
  const places = Float64Array.from({ length: count }, (_, index) => hashText(String(index), round + 1));
  return Int32Array.from({ length: count }, (_, index) => index).sort((left, right) => (places[left] ?? 0) - (places[right] ?? 0));
}
