import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const secretLength = 40;
const pattern = /^nsk_([a-z0-9]{16})_([0-9A-Za-z]{40})([0-9a-f]{8})$/;

/** What is stored of a key. The secret has more than 200 random bits, so a plain hash cannot be guessed back. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const checksum = (id: string, secret: string): string => crc32(`${id}_${secret}`).toString(16).padStart(8, '0');

export interface NewApiKey {
  readonly id: string;
  /** Handed out once. */
  readonly key: string;
  readonly hash: string;
}

/** Makes a key: `nsk_<id>_<secret><checksum>`. */
export function makeApiKey(): NewApiKey {
  const id = randomBytes(8).toString('hex');
  const secret = Array.from({ length: secretLength }, () => alphabet[randomInt(alphabet.length)]).join('');
  return { id, key: `nsk_${id}_${secret}${checksum(id, secret)}`, hash: hashOf(secret) };
}

/** Takes a key apart; null when it was mistyped or is none, so that no database has to be asked. */
export function parseApiKey(key: string): { readonly id: string; readonly hash: string } | null {
  const [, id, secret, sum] = pattern.exec(key) ?? [];
  if (id === undefined || secret === undefined || sum !== checksum(id, secret)) return null;
  return { id, hash: hashOf(secret) };
}

/** Compares two hashes without telling by its time how much of them is equal. */
export const sameHash = (left: string, right: string): boolean =>
  left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
