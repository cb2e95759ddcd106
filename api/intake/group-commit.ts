/** Work that many callers want done, done for all who are there in one go. */
export interface GroupCommit<Item, Result> {
  /** @throws whatever the work throws for this item, or what `whenFull` makes */
  add(item: Item): Promise<Result>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Whatever queued up while others were at work makes the next group. A group that fails is done one by one, so that an
 * item that cannot be done only fails itself; when the reason is not in the items, they all fail at once.
 */
export function createGroupCommit<Item, Result>(options: {
  readonly work: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly largestGroup: number;
  /** How many groups may be at work at once; one when not said. */
  readonly mostAtWork?: number;
  readonly mostWaiting: number;
  readonly whenFull: () => Error;
  /** Whether a failure has nothing to do with the items. */
  readonly failsAll: (error: unknown) => boolean;
}): GroupCommit<Item, Result> {
  const queue: Waiting<Item, Result>[] = [];
  const mostAtWork = options.mostAtWork ?? 1;
  let atWork = 0;
  let called = false;

  const settle = async (group: readonly Waiting<Item, Result>[]): Promise<void> => {
    try {
      const results = await options.work(group.map((one) => one.item));
      for (const [index, one] of group.entries()) one.resolve(results[index] as Result);
    } catch (error) {
      if (group.length === 1 || options.failsAll(error)) for (const one of group) one.reject(error);
      else for (const one of group) await settle([one]);
    }
  };

  const drain = async (): Promise<void> => {
    called = false;
    if (atWork >= mostAtWork) return;
    atWork += 1;
    while (queue.length > 0) await settle(queue.splice(0, options.largestGroup));
    atWork -= 1;
  };

  return {
    add: (item) =>
      new Promise<Result>((resolve, reject) => {
        if (queue.length >= options.mostWaiting) return reject(options.whenFull());
        queue.push({ item, resolve, reject });
        // After the current turn of the event loop, so that requests that came together go together.
        if (called || atWork >= mostAtWork) return;
        called = true;
        setImmediate(() => void drain());
      }),
  };
}
