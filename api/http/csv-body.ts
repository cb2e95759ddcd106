import type { Context } from 'hono';
import type { ApiEnv } from '../env.ts';
import { AppError } from '../errors.ts';

/** Whether the request brings a CSV file. */
export const hasCsvBody = (c: Context<ApiEnv>): boolean => /^text\/(?:csv|plain)\b/i.test(c.req.header('content-type') ?? '');

/** The CSV file that the request brings. @throws AppError unsupported-media-type */
export async function readCsvBody(c: Context<ApiEnv>): Promise<string> {
  if (!hasCsvBody(c)) throw new AppError('unsupported-media-type', 'The body must be a CSV file: send it with Content-Type: text/csv');
  return c.req.text();
}
