import { ConnectorError } from '../contract.ts';

/**
 * Where a search stands. `looked` is when it began: everything that was committed by then has been handed on once it is through. While it is under
 * way, `after` is the last row of the page before, by time and id.
 */
export interface Cursor {
  readonly looked: string;
  readonly after: { readonly finishedAt: string; readonly id: string } | null;
}

const time = String.raw`(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z)`;
const pattern = new RegExp(`^${time}(?: ${time} (.+))?$`, 's');

export const writeCursor = ({ looked, after }: Cursor): string => (after === null ? looked : `${looked} ${after.finishedAt} ${after.id}`);

/** @throws ConnectorError `invalid` */
export function readCursor(text: string): Cursor {
  const [, looked, finishedAt, id] = pattern.exec(text) ?? [];
  if (looked === undefined) throw new ConnectorError('invalid', `${text.slice(0, 100)} is no cursor of this platform`);
  return { looked, after: finishedAt === undefined || id === undefined ? null : { finishedAt, id } };
}
