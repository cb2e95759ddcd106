import { z } from '@hono/zod-openapi';

/** Bounds that several shapes share. */

export const share = z.number().min(0).max(1);
export const count = z.number().int().min(0).max(1_000_000_000);
export const text = (max: number) => z.string().max(max);
/** A switch in a query. */
export const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false'])
    .default(fallback ? 'true' : 'false')
    .transform((value) => value === 'true');
