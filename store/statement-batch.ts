import { type Connection, type CustomTypesConfig, Query, type Submittable } from 'pg';

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

interface Shape {
  readonly fields: unknown;
}

/** What the driver tells a statement; its types leave that out. */
interface Listener {
  readonly name: string | undefined;
  readonly text: string;
  handleRowDescription(shape: Shape): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Connection): void;
  handleError(error: Error, connection: Connection): void;
  handleReadyForQuery(connection: Connection): void;
}

/** What is remembered of a connection. */
interface Wire {
  /** The connection for all but the last word, which is the batch's. */
  readonly open: Connection;
  /** The same, for statements whose answers are known in shape. */
  readonly openAndKnown: Connection;
  /** By name, how the rows of a planned statement look, null when it has none. The server refuses a plan when that has changed. */
  readonly shapes: Map<string, Shape | null>;
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

/**
 * Statements that are sent together and answered together. The driver by itself has the server finish each answer and send it off alone,
 * and asks each time how the rows will look, which costs both sides more than most of our statements do. When one fails, so do those after it.
 */
export class StatementBatch implements Submittable {
  /** Wrapped by the driver, which by it knows that the batch was answered in time. */
  callback = (): void => undefined;
  readonly #types: CustomTypesConfig;
  readonly #statements: (Query & Listener)[] = [];
  /** The one that the server answers now. */
  #current = 0;
  #shape: Shape | null = null;
  #failure: Error | undefined;

  constructor(types: CustomTypesConfig) {
    this.#types = types;
  }

  /** Adds a statement before the batch is submitted. Its failure need not be listened to: the transaction has failed with it. */
  add({ text, values = [], name }: StatementText): Promise<Answer> {
    const answer = new Promise<Answer>((resolve, reject) => {
      const config = { text, values, types: this.#types, queryMode: 'extended', ...(name === undefined ? {} : { name }) };
      const done = (error: Error | undefined | null, result: unknown) => {
        if (!error) return resolve(result as Answer);
        this.#failure ??= error;
        reject(error);
      };
      this.#statements.push(new Query(config, done) as Query & Listener);
    });
    answer.catch(() => undefined);
    return answer;
  }

  /** With `text`, what the driver remembers as planned when the server says so. */
  get name(): string | undefined {
    return this.#statements[this.#current]?.name;
  }

  get text(): string | undefined {
    return this.#statements[this.#current]?.text;
  }

  submit(connection: Connection): void {
    const { open, openAndKnown, shapes } = wireOf(connection);
    connection.stream.cork();
    for (const statement of this.#statements) {
      const shape = statement.name === undefined ? undefined : shapes.get(statement.name);
      if (shape) statement.handleRowDescription(shape);
      statement.submit(shape === undefined ? open : openAndKnown);
      // Its parameters cannot be written down.
      if (this.#failure !== undefined) break;
    }
    connection.sync();
    connection.stream.uncork();
  }

  handleRowDescription(shape: Shape): void {
    this.#shape = shape;
    this.#statements[this.#current]?.handleRowDescription(shape);
  }

  handleDataRow(message: unknown): void {
    this.#statements[this.#current]?.handleDataRow(message);
  }

  handleCommandComplete(message: unknown, connection: Connection): void {
    this.#statements[this.#current]?.handleCommandComplete(message, connection);
    const { shapes } = wireOf(connection);
    if (this.name !== undefined && !shapes.has(this.name)) shapes.set(this.name, this.#shape);
    this.#shape = null;
    this.#current += 1;
  }

  handleError(error: Error, connection: Connection): void {
    this.#failure ??= error;
    this.handleReadyForQuery(connection);
  }

  handleReadyForQuery(connection: Connection): void {
    this.callback();
    for (const statement of this.#statements.splice(0, this.#current)) statement.handleReadyForQuery(connection);
    for (const statement of this.#statements.splice(0)) {
      Reflect.deleteProperty((connection as Submitted).submittedNamedStatements, statement.name ?? '');
      statement.handleError(this.#failure ?? new Error('The server has not answered'), connection);
    }
  }
}
