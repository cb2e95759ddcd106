import type { PoolClient } from 'pg';
import { type Answer, StatementBatch, type StatementText } from './statement-batch.ts';

/** The way of a transaction's statements to the server. */
export interface Sender {
  ask(statement: StatementText): Promise<Answer>;
  /** Sends the end of the transaction with what waits. @throws what went wrong in it */
  commit(): Promise<void>;
  /** Sends at once what waits. */
  flush(): void;
}

export const rolledBack = (cause?: unknown): Error =>
  new Error('The transaction was rolled back: one of its statements had failed', { cause });

/** A transaction in which a statement has failed answers COMMIT with ROLLBACK, and with no error. */
const requireCommitted = ({ command }: Answer): void => {
  if (command !== 'COMMIT') throw rolledBack();
};

/** For a server that goes on after a failure instead of skipping what was sent along. */
export function openOneByOne(client: PoolClient): Sender {
  const ask = ({ text, values }: StatementText): Promise<Answer> => {
    const answer = client.query(text, values);
    answer.catch(() => undefined);
    return answer;
  };
  void ask({ text: 'begin' });
  return { ask, commit: async () => requireCommitted(await ask({ text: 'commit' })), flush: () => undefined };
}

/**
 * Sends what is asked in one turn of the event loop together. The begin has no name, so that nothing can refuse it: what was sent behind
 * a begin that failed would run outside of any transaction.
 */
export function openBatches(client: PoolClient): Sender {
  const flush = () => {
    if (waiting !== undefined) client.query(waiting);
    waiting = undefined;
  };
  const openBatch = () => {
    process.nextTick(flush);
    return new StatementBatch(client);
  };
  const first = openBatch();
  let waiting: StatementBatch | undefined = first;
  const ask = (statement: StatementText) => {
    waiting ??= openBatch();
    return waiting.add(statement);
  };
  const commit = async () => {
    if (waiting !== first) return requireCommitted(await ask({ text: 'commit' }));
    // All of it fits in one batch, which the server keeps or undoes as a whole by itself.
    first.dropFirst();
    return first.done;
  };
  void ask({ text: 'begin' });
  return { ask, commit, flush };
}
