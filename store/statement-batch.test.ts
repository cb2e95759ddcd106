import { type Connection, types } from 'pg';
import { describe, expect, test } from 'vitest';
import { StatementBatch } from './statement-batch.ts';

/** A connection that notes what it is asked to send. */
function createConnection() {
  const sent: string[] = [];
  const note =
    (word: string) =>
    ({ name, text }: { readonly name?: string; readonly text?: string } = {}) =>
      void sent.push([word, name || text].filter(Boolean).join(' '));
  const connection = {
    stream: { cork: note('cork'), uncork: note('uncork') },
    parsedStatements: {} as Record<string, string>,
    submittedNamedStatements: {} as Record<string, string>,
    parse: note('parse'),
    bind: note('bind'),
    describe: note('describe'),
    execute: note('execute'),
    close: note('close'),
    sync: note('sync'),
  };
  return {
    connection: connection as unknown as Connection & typeof connection,
    taken: () => sent.splice(0).filter((word) => !word.endsWith('cork')),
  };
}

const shape = { fields: [{ name: 'n', dataTypeID: 23, format: 'text' }] };
const selected = { text: 'SELECT 1' };

function answer(batch: StatementBatch, connection: Connection, values: readonly string[], { described = true } = {}): void {
  for (const value of values) {
    if (described) batch.handleRowDescription(shape);
    batch.handleDataRow({ fields: [value] });
    batch.handleCommandComplete(selected, connection);
  }
  batch.handleReadyForQuery(connection);
}

describe('StatementBatch', () => {
  test('sends all statements before it asks the server to finish, once, and gives each its answer', async () => {
    const { connection, taken } = createConnection();
    const batch = new StatementBatch(types);
    const answers = [batch.add({ text: 'select 1 as n' }), batch.add({ text: 'select 2 as n' })];
    batch.submit(connection);
    expect(taken()).toEqual([
      ...['parse select 1 as n', 'bind', 'describe', 'execute'],
      ...['parse select 2 as n', 'bind', 'describe', 'execute'],
      'sync',
    ]);
    answer(batch, connection, ['1', '2']);
    expect((await Promise.all(answers)).map(({ command, rows }) => [command, rows])).toEqual([
      ['SELECT', [{ n: 1 }]],
      ['SELECT', [{ n: 2 }]],
    ]);
  });

  test('asks for the plan and the shape of a named statement once a connection', async () => {
    const { connection, taken } = createConnection();
    const ask = async (described: boolean) => {
      const batch = new StatementBatch(types);
      const rows = batch.add({ text: 'select 3 as n', name: 'three' });
      batch.submit(connection);
      // As the driver does when the server says that it has planned the statement.
      connection.parsedStatements['three'] = 'select 3 as n';
      answer(batch, connection, ['3'], { described });
      return (await rows).rows;
    };
    expect(await ask(true)).toEqual([{ n: 3 }]);
    expect(taken()).toEqual(['parse three', 'bind', 'describe', 'execute', 'sync']);
    expect(await ask(false)).toEqual([{ n: 3 }]);
    expect(taken()).toEqual(['bind', 'execute', 'sync']);
  });

  test('fails what follows a failure with it, and has it planned when it is asked again', async () => {
    const { connection, taken } = createConnection();
    const batch = new StatementBatch(types);
    const [first, failing, after] = [
      batch.add({ text: 'select 1 as n' }),
      batch.add({ text: 'select 1 / 0' }),
      batch.add({ text: 'select 4 as n', name: 'four' }),
    ];
    batch.submit(connection);
    batch.handleRowDescription(shape);
    batch.handleDataRow({ fields: ['1'] });
    batch.handleCommandComplete(selected, connection);
    expect([batch.name, batch.text]).toEqual([undefined, 'select 1 / 0']);
    batch.handleError(new Error('division by zero'), connection);
    expect((await first)?.rows).toEqual([{ n: 1 }]);
    await expect(failing).rejects.toThrow('division by zero');
    await expect(after).rejects.toThrow('division by zero');
    taken();
    const next = new StatementBatch(types);
    void next.add({ text: 'select 4 as n', name: 'four' });
    next.submit(connection);
    expect(taken()).toContain('parse four');
  });

  test('fails a statement whose answer cannot be read, and itself with it', async () => {
    const { connection } = createConnection();
    const batch = new StatementBatch(types);
    const [first, unreadable] = [batch.add({ text: 'select 1 as n' }), batch.add({ text: `select '{' as n` })];
    batch.submit(connection);
    batch.handleRowDescription(shape);
    batch.handleDataRow({ fields: ['1'] });
    batch.handleCommandComplete(selected, connection);
    batch.handleRowDescription({ fields: [{ name: 'n', dataTypeID: types.builtins.JSON }] });
    batch.handleDataRow({ fields: ['{'] });
    batch.handleCommandComplete(selected, connection);
    batch.handleReadyForQuery(connection);
    expect((await first).rows).toEqual([{ n: 1 }]);
    await expect(unreadable).rejects.toThrow('JSON');
    await expect(batch.done).rejects.toThrow('JSON');
  });

  test('tells the driver that it was answered', () => {
    const { connection } = createConnection();
    const batch = new StatementBatch(types);
    let told = 0;
    batch.callback = () => void told++;
    void batch.add({ text: 'select 1 as n' });
    batch.submit(connection);
    answer(batch, connection, ['1']);
    expect(told).toBe(1);
  });
});
