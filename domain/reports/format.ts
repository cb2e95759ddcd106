import { stripControls } from '../text/clean-text.ts';
import type { Period } from './types.ts';

/** A time in UTC with its offset written out, e.g. `2026-11-21T03:00:00+00:00`. */
export const utc = (time: string): string => new Date(time).toISOString().replace(/(?:\.000)?Z$/, '+00:00');

/** A confidence with two decimals. */
export const confidenceText = (confidence: number): string => confidence.toFixed(2);

/** A percentage with one decimal. */
export const percentText = (percent: number): string => `${percent.toFixed(1)}%`;

/** Length of a period in hours, at most one decimal. */
export const hoursOf = ({ since, until }: Period): number => Math.round((Date.parse(until) - Date.parse(since)) / 360_000) / 10;

/** A text on one line without control characters, cut to fit. */
export function oneLine(text: string, longest: number): string {
  const line = stripControls(text).replaceAll(/\s+/g, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1).toWellFormed()}…`;
}

/** "1 job", "2 jobs". */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
