import { describe, expect, test } from 'vitest';
import { createGroupCommit } from './group-commit.ts';

function setUp(
  work: (items: readonly number[]) => Promise<readonly number[]>,
  options: { largestGroup?: number; mostWaiting?: number; failsAll?: boolean } = {},
) {
  const groups: number[][] = [];
  const group = createGroupCommit<number, number>({
    work: (items) => {
      groups.push([...items]);
      return work(items);
    },
    largestGroup: options.largestGroup ?? 4,
    mostWaiting: options.mostWaiting ?? 100,
    whenFull: () => new Error('full'),
    failsAll: () => options.failsAll === true,
  });
  return { groups, group };
}
const double = async (items: readonly number[]) => items.map((item) => item * 2);

describe('createGroupCommit', () => {
  test('does together what came together, in groups of bounded size', async () => {
    const { groups, group } = setUp(double);
    expect(await Promise.all([1, 2, 3, 4, 5, 6].map(group.add))).toEqual([2, 4, 6, 8, 10, 12]);
    expect(groups).toEqual([
      [1, 2, 3, 4],
      [5, 6],
    ]);
  });

  test('what comes while a group is at work makes the next one', async () => {
    const gate = Promise.withResolvers<void>();
    const { groups, group } = setUp(async (items) => {
      await gate.promise;
      return items;
    });
    const first = group.add(1);
    await new Promise((resolve) => setImmediate(resolve));
    const rest = Promise.all([2, 3].map(group.add));
    gate.resolve();
    await Promise.all([first, rest]);
    expect(groups).toEqual([[1], [2, 3]]);
  });

  test('an item that cannot be done fails alone', async () => {
    const { group } = setUp(async (items) => {
      if (items.includes(2)) throw new Error('bad item');
      return items;
    });
    const results = await Promise.allSettled([1, 2, 3].map(group.add));
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  test('a failure that has nothing to do with the items is not tried one by one', async () => {
    const { groups, group } = setUp(async () => Promise.reject(new Error('no database')), { failsAll: true });
    const results = await Promise.allSettled([1, 2, 3].map(group.add));
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(groups).toHaveLength(1);
  });

  test('turns away what does not fit', async () => {
    const { group } = setUp(double, { mostWaiting: 2 });
    const results = await Promise.allSettled([1, 2, 3].map(group.add));
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  });

  test('goes on after it was idle', async () => {
    const { group } = setUp(double);
    expect(await group.add(1)).toBe(2);
    expect(await group.add(2)).toBe(4);
  });
});
