import type { Lane } from './lane.ts';

/** Lends each lane to one test at a time. */
export function createPool(lanes: readonly Lane[]) {
  const free = [...lanes];
  const waiting: ((lane: Lane) => void)[] = [];
  const give = (lane: Lane): void => {
    const next = waiting.shift();
    if (next === undefined) free.push(lane);
    else next(lane);
  };
  return async <Value>(use: (lane: Lane) => Promise<Value>): Promise<Value> => {
    const lane = free.shift() ?? (await new Promise<Lane>((resolve) => waiting.push(resolve)));
    try {
      return await use(lane);
    } finally {
      give(lane);
    }
  };
}
