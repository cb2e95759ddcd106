import { StoreRefusal } from '../refusal.ts';

/** A part of a list, and where the next part begins. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

const encode = (position: readonly string[]): string => Buffer.from(JSON.stringify(position)).toString('base64url');

/** Reads a cursor back. @throws StoreRefusal invalid */
export function decodeCursor(cursor: string, kinds: readonly ('time' | 'text')[]): readonly string[] {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const fits =
      Array.isArray(position) &&
      position.length === kinds.length &&
      position.every((part) => typeof part === 'string' && !part.includes('\u0000'));
    if (
      fits &&
      kinds.every(
        (kind, index) =>
          kind === 'text' || (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(position[index]) && !Number.isNaN(Date.parse(position[index]))),
      )
    )
      return position;
  } catch {
    // Falls through to the refusal.
  }
  throw new StoreRefusal('invalid', 'cursor is not one that this list handed out', {
    cursor: 'must be the nextCursor of an earlier answer',
  });
}

/** Makes a page of rows that were read with one more than the limit. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  present: (row: Row) => Item,
  positionOf: (row: Row) => readonly string[],
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(present), nextCursor: rows.length > limit && last !== undefined ? encode(positionOf(last)) : null };
}

/** A pattern that finds the text anywhere, taken literally. */
export const containing = (text: string): string => `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

/** Collects conditions and their parameters. */
export class Conditions {
  readonly #parts: string[];
  readonly parameters: unknown[];

  constructor(first: string, ...parameters: unknown[]) {
    this.#parts = [first];
    this.parameters = parameters;
  }

  /** Adds a condition; each `?` stands for the next value. */
  add(sql: string, ...values: unknown[]): void {
    let index = 0;
    this.#parts.push(sql.replaceAll('?', () => `$${this.parameters.length + ++index}`));
    this.parameters.push(...values);
  }

  /** The position of one more parameter. */
  parameter(value: unknown): string {
    this.parameters.push(value);
    return `$${this.parameters.length}`;
  }

  get sql(): string {
    return this.#parts.join(' and ');
  }
}
