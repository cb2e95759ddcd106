import { ApiError } from './api-error.ts';

/** What the API says of single fields; `patterns.2` counts for `patterns` as well. */
export function fieldError(error: unknown, field: string): string | null {
  if (!(error instanceof ApiError) || error.code !== 'invalid') return null;
  const found = Object.entries(error.details).find(
    ([name]) => name === field || name.startsWith(`${field}.`) || name.startsWith(`${field}[`),
  );
  return typeof found?.[1] === 'string' ? found[1] : null;
}

/** Whether somebody else changed what was about to be saved. */
export const isStale = (error: unknown): boolean => error instanceof ApiError && error.status === 412;
