import type { Context } from 'hono';
import type { ApiEnv } from '../env.ts';
import { AppError } from '../errors.ts';

/** A CSV file that came by itself or in JSON, and on which line of the whole file it begins. */
export interface CsvBody {
  readonly text: string;
  readonly firstLine: number;
}

interface CsvInJson {
  readonly csv?: string | undefined;
  readonly firstLine?: number | undefined;
}

/** The CSV file of a request; null when it brings none. `json` is the body where it is JSON. */
export async function csvOf(c: Context<ApiEnv>, json: CsvInJson | string | undefined): Promise<CsvBody | null> {
  if (/^text\/(?:csv|plain)\b/i.test(c.req.header('content-type') ?? '')) return { text: await c.req.text(), firstLine: 1 };
  if (typeof json !== 'object' || json.csv === undefined) return null;
  return { text: json.csv, firstLine: json.firstLine ?? 1 };
}

/** The CSV file of a request that needs one. @throws AppError unsupported-media-type */
export async function requireCsv(c: Context<ApiEnv>, json: CsvInJson | string | undefined): Promise<CsvBody> {
  const body = await csvOf(c, json);
  if (body !== null) return body;
  throw new AppError('unsupported-media-type', 'The body must be a CSV file: send it with Content-Type: text/csv, or as "csv" in JSON');
}
