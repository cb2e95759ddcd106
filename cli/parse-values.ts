import { InvalidArgumentError } from '@commander-js/extra-typings';

export type Value = string | number | boolean;

const toValue = (text: string): Value => {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d{1,15}(?:\.\d+)?$/.test(text) ? Number(text) : text;
};

/** Collects `name=value`; numbers and true/false become what they look like. */
export function collectValue(text: string, before: Readonly<Record<string, Value>> = {}): Record<string, Value> {
  const cut = text.indexOf('=');
  if (cut < 1) throw new InvalidArgumentError('Write it as name=value.');
  return { ...before, [text.slice(0, cut)]: toValue(text.slice(cut + 1)) };
}

/** A whole number inside bounds. */
export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    if (!/^\d+$/.test(text) || Number(text) < min || Number(text) > max)
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    return Number(text);
  };

/** A number inside bounds. */
export const numberBetween =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value < min || value > max)
      throw new InvalidArgumentError(`It must be a number from ${min} to ${max}.`);
    return value;
  };

/** Words separated by commas; the option may also be repeated. */
export const collectWords = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== ''),
];

/** Every value of an option that is repeated. */
export const collectTexts = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];
