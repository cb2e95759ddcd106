import { z } from 'zod';
import { jobSettings, word } from '../job-settings.ts';

/** Name of a platform: an id of rows, a part of addresses. */
export const platformName = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be small letters, digits and hyphens, starting with a letter');

/** How requests to a platform are made. */
export const requestFields = {
  /** Longest that one request may take, its answer included. */
  timeoutSeconds: z.number().positive().max(600).default(30),
  requestsPerSecond: z.number().positive().max(1_000).default(10),
} as const;

/** Address of a platform. Plain http is for this machine only: credentials travel with every request. */
export const platformUrl = z
  .url({ protocol: /^https?$/, error: 'must be an https address' })
  .refine(
    (url) =>
      !URL.canParse(url) || new URL(url).protocol === 'https:' || /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(url).hostname),
    'must be an https address: credentials travel with every request',
  );

/** What is said of the jobs, by the key that the platform knows them by. */
export const jobsByKey = z.record(word, jobSettings).default({});
