import { type Connection, type CustomTypesConfig, Query, type QueryConfig, type Submittable } from 'pg';

/** A statement and its parameters. One with a name is planned once a connection. */
export interface StatementText {
  readonly text: string;
  readonly values?: unknown[];
  readonly name?: string | undefined;
}

export interface Answer {
  /** The first word of what the server says it did: `SELECT`, `ROLLBACK`. */
  readonly command: string;
  readonly rows: unknown[];
}

/** How the rows of an answer are read: names and parsers of their columns, in order. */
type Shape = readonly { readonly name: string; readonly parse: (text: string) => unknown }[];

interface Fields {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
}

interface Waiting {
  /** Knows how to write itself to the server; its answer is read here. */
  readonly query: Query & { readonly name: string | undefined; readonly text: string };
  /** Empty for a statement without rows. */
  shape: Shape;
  readonly rows: unknown[];
  command: string;
  /** Its answer cannot be read. */
  failure: Error | undefined;
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** What is remembered of a connection. */
interface Wire {
  /** The connection for all but the last word, which is the batch's. */
  readonly open: Connection;
  /** The same, for statements whose answers are known in shape. */
  readonly openAndKnown: Connection;
  /** Of planned statements, by name. The server refuses a plan when that has changed. */
  readonly shapes: Map<string, Shape>;
}

/** Where the driver keeps the texts of what it has asked to be planned, by name. */
type Submitted = Connection & { readonly submittedNamedStatements: Record<string, string> };

const wires = new WeakMap<Connection, Wire>();
const nothing = { value: () => undefined };

function wireOf(connection: Connection): Wire {
  const known = wires.get(connection);
  if (known !== undefined) return known;
  const open = Object.create(connection, { sync: nothing }) as Connection;
  const wire = { open, openAndKnown: Object.create(open, { describe: nothing }) as Connection, shapes: new Map() };
  wires.set(connection, wire);
  return wire;
}

function readRow(shape: Shape, values: readonly (string | null)[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const [index, { name, parse }] of shape.entries()) {
    const value = values[index] ?? null;
    row[name] = value === null ? null : parse(value);
  }
  return row;
}

/**
 * Statements that are sent together and answered together. The driver by itself has the server finish each answer and send it off alone,
 * and asks each time how the rows will look, which costs both sides more than most of our statements do. When one fails, so do those after it.
 */
export class StatementBatch implements Submittable {
  /** Wrapped by the driver, which by it knows that the batch was answered in time. */
  callback = (): void => undefined;
  /** Resolves when all is answered; what is sent outside of a transaction is kept by then. */
  readonly done: Promise<void>;
  readonly #ended = Promise.withResolvers<void>();
  readonly #types: CustomTypesConfig;
  readonly #statements: Waiting[] = [];
  /** The one that the server answers now. */
  #current = 0;
  #failure: Error | undefined;

  constructor(types: CustomTypesConfig) {
    this.#types = types;
    this.done = this.#ended.promise;
    this.done.catch(() => undefined);
  }

  /** Adds a statement before the batch is submitted. Its failure need not be listened to: the transaction has failed with it. */
  add({ text, values = [], name }: StatementText): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const unwritable = (error: Error | undefined) => void (this.#failure ??= error);
    const query = new Query({ text, values, queryMode: 'extended', ...(name === undefined ? {} : { name }) } as QueryConfig, unwritable);
    this.#statements.push({ query: query as Waiting['query'], shape: [], rows: [], command: '', failure: undefined, resolve, reject });
    promise.catch(() => undefined);
    return promise;
  }

  /** Takes the first statement out again; nobody may wait for it. */
  dropFirst(): void {
    this.#statements.shift();
  }

  /** With `text`, what the driver remembers as planned when the server says so. */
  get name(): string | undefined {
    return this.#statements[this.#current]?.query.name;
  }

  get text(): string | undefined {
    return this.#statements[this.#current]?.query.text;
  }

  submit(connection: Connection): void {
    const { open, openAndKnown, shapes } = wireOf(connection);
    connection.stream.cork();
    for (const statement of this.#statements) {
      const { query } = statement;
      const shape = query.name === undefined ? undefined : shapes.get(query.name);
      if (shape !== undefined) statement.shape = shape;
      query.submit(shape === undefined ? open : openAndKnown);
      // Its parameters cannot be written down.
      if (this.#failure !== undefined) break;
    }
    connection.sync();
    connection.stream.uncork();
  }

  handleRowDescription({ fields }: Fields): void {
    const shape = fields.map(({ name, dataTypeID }) => ({ name, parse: this.#types.getTypeParser(dataTypeID, 'text') }));
    const statement = this.#statements[this.#current];
    if (statement !== undefined) statement.shape = shape;
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    const statement = this.#statements[this.#current];
    if (statement === undefined) return;
    try {
      statement.rows.push(readRow(statement.shape, fields));
    } catch (error) {
      statement.failure ??= error instanceof Error ? error : new Error(String(error));
      this.#failure ??= statement.failure;
    }
  }

  handleCommandComplete({ text }: { readonly text: string }, connection: Connection): void {
    const statement = this.#statements[this.#current];
    if (statement === undefined) return;
    statement.command = text.split(' ', 1)[0] ?? '';
    const { name } = statement.query;
    const { shapes } = wireOf(connection);
    if (name !== undefined && !shapes.has(name)) shapes.set(name, statement.shape);
    this.#current += 1;
  }

  handleError(error: Error, connection: Connection): void {
    this.#failure ??= error;
    this.handleReadyForQuery(connection);
  }

  handleReadyForQuery(connection: Connection): void {
    this.callback();
    if (this.#failure === undefined) this.#ended.resolve();
    else this.#ended.reject(this.#failure);
    for (const { rows, command, failure, resolve, reject } of this.#statements.splice(0, this.#current))
      if (failure === undefined) resolve({ rows, command });
      else reject(failure);
    for (const { query, reject } of this.#statements.splice(0)) {
      Reflect.deleteProperty((connection as Submitted).submittedNamedStatements, query.name ?? '');
      reject(this.#failure ?? new Error('The server has not answered'));
    }
  }
}
