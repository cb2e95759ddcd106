import { dataPlatformEntries } from './data-platforms.ts';
import { databaseEntries } from './databases.ts';
import type { BuiltInEntry } from './define.ts';
import { serviceEntries } from './services.ts';

/** What every tenant's knowledge base starts with. */
export const builtInEntries: readonly BuiltInEntry[] = [...dataPlatformEntries, ...databaseEntries, ...serviceEntries];
