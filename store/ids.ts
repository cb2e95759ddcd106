import { randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz';

/** A new opaque id, e.g. `inc_mi1x3k9a0q8z…`: milliseconds first, so that ids of one kind sort by age, then 80 random bits. */
export function newId(prefix: string, now: number = Date.now()): string {
  let random = '';
  for (const byte of randomBytes(16)) random += alphabet[byte % alphabet.length];
  return `${prefix}_${now.toString(36).padStart(9, '0')}${random}`;
}
