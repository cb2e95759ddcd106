import { z } from '@hono/zod-openapi';

/** On or off, in the usual spellings. */
export const flag = z
  .enum(['true', 'false', '1', '0', 'yes', 'no', 'on', 'off'], 'must be true or false')
  .transform((text) => ['true', '1', 'yes', 'on'].includes(text));
/** A whole number inside its bounds. */
export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be from ${min} to ${max}`);
/** Values separated by commas. */
export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);
/** Mail addresses separated by commas. */
export const mailList = list.refine(
  (items) => items.every((item) => /^[^\s@,]+@[^\s@,]+$/.test(item)),
  'must be mail addresses separated by commas',
);
/** A number from 0 to `max`, decimals allowed. */
export const amount = (max: number) =>
  z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'must be a number, such as 0.3')
    .transform(Number)
    .refine((value) => value <= max, `must be from 0 to ${max}`);
/** An http or https address. */
export const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https address' });

/** Sender of the embedded set-up, whose mails nobody outside gets. */
export const embeddedSender = 'Nightshift <nightshift@localhost>';
