import type { NormalisedEvidence } from './normalise.ts';

/** A stretch of the evidence text. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** Lines before and after a literal's line that a pattern may reach over. */
const reach = { before: 1, after: 2 };
/** On lines longer than twice this, the characters around a literal that a pattern may reach over. */
const farthest = 2_000;
/** A literal that occurs everywhere is looked at in this many places. */
const mostWindows = 8;

/** Index of the line that holds the offset. */
export function lineAt(evidence: NormalisedEvidence, offset: number): number {
  let low = 0;
  let high = evidence.lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((evidence.lines[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

export const wholeText = (evidence: NormalisedEvidence): readonly Window[] => [{ start: 0, end: evidence.text.length }];

const lineEnd = (evidence: NormalisedEvidence, line: number): number => {
  const last = evidence.lines[Math.min(line, evidence.lines.length - 1)];
  return (last?.start ?? 0) + (last?.text.length ?? 0);
};

function windowAt(offset: number, evidence: NormalisedEvidence): { start: number; end: number } {
  const line = lineAt(evidence, offset);
  const start = evidence.lines[Math.max(0, line - reach.before)]?.start ?? 0;
  const end = lineEnd(evidence, line + reach.after);
  if (end - start <= 2 * farthest) return { start, end };
  return { start: Math.max(start, offset - farthest), end: Math.min(end, offset + farthest) };
}

/** Nearest zone that the window touches. */
const zoneOf = (window: Window, evidence: NormalisedEvidence): number => {
  const lines = evidence.lines.slice(lineAt(evidence, window.start), lineAt(evidence, Math.max(window.start, window.end - 1)) + 1);
  return Math.min(...lines.map((line) => line.zone));
};

/** Stretches of text around the offsets, joined where they touch; when there are too many, those nearest to the root stay, and of those the last. */
export function windowsAround(offsets: readonly number[], evidence: NormalisedEvidence): readonly Window[] {
  const windows: { start: number; end: number }[] = [];
  for (const offset of offsets) {
    const last = windows.at(-1);
    const window = windowAt(offset, evidence);
    if (last !== undefined && window.start >= last.start && window.end <= last.end) continue;
    if (last !== undefined && window.start <= last.end && window.end - last.start < 4 * farthest) last.end = Math.max(last.end, window.end);
    else windows.push(window);
  }
  if (windows.length <= mostWindows) return windows;
  const ranked = windows.map((window, order) => ({ window, order, zone: zoneOf(window, evidence) }));
  return ranked
    .sort((left, right) => left.zone - right.zone || right.order - left.order)
    .slice(0, mostWindows)
    .map(({ window }) => window);
}

/** Lower case, white space joined: what literals are compared with. Computed once per window. */
export function createFolder(evidence: NormalisedEvidence): (window: Window) => string {
  const known = new Map<string, string>();
  return (window) => {
    const key = `${window.start}-${window.end}`;
    const text = known.get(key) ?? evidence.text.slice(window.start, window.end).toLowerCase().replace(/\s+/g, ' ');
    known.set(key, text);
    return text;
  };
}
