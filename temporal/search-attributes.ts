import type { NativeConnection } from '@temporalio/worker';
import { searchAttributeNames } from '../workflows/contract.ts';

/** Temporal's number for the Keyword type. */
const keyword = 2;

/** Registers the search attributes before any workflow uses them: one that is not registered stalls workflows. Does nothing for those that stand. */
export async function registerSearchAttributes(connection: NativeConnection, namespace: string): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.values(searchAttributeNames).filter((name) => !(name in customAttributes));
  if (missing.length === 0) return;
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map((name) => [name, keyword])),
  });
}
