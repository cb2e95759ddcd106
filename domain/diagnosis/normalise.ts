import { stripControls } from '../text/clean-text.ts';
import { isForged } from './forged-text.ts';
import { lineKind, lineLevel } from './line-kinds.ts';
import { mask } from './mask.ts';
import { findRoot, type RootPlace } from './root-line.ts';
import type { DiagnosisInput } from './types.ts';

/** Matching reads at most this many characters. */
export const evidenceLimit = 65_536;

/** How near to the root error a line stands: 0 is the root line, 1 belongs to the same error, 2 is another loud line, 3 is the rest. */
export type Zone = 0 | 1 | 2 | 3;

export interface EvidenceLine {
  readonly text: string;
  /** Offset in the evidence text. */
  readonly start: number;
  readonly zone: Zone;
}

/** The evidence of one failure, ready for fingerprint and rules. */
export interface NormalisedEvidence {
  readonly text: string;
  readonly lines: readonly EvidenceLine[];
  /** Verbatim, without control characters; empty when no line tells anything. */
  readonly rootLine: string;
  /** The root line with everything masked that differs from run to run. */
  readonly maskedRoot: string;
  readonly exceptionType: string | null;
  /** Some line spoke to its readers or in their name; it was left out. */
  readonly isForged: boolean;
}

/** Head and tail of a text, so that the whole fits. */
function bounded(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const head = Math.floor(limit / 3);
  return `${text.slice(0, head)}\n${text.slice(text.length - (limit - head - 1))}`.toWellFormed();
}

/** What the platform says of the ending, as lines that rules can match and quote. */
function endingLines(input: DiagnosisInput): readonly string[] {
  const reason =
    input.platformReason === null ? [] : [`platform reason: ${stripControls(input.platformReason).slice(0, 200).replaceAll('\n', ' ')}`];
  const exitCode = input.exitCode === null ? [] : [`exit code: ${input.exitCode}`];
  const signal = input.signal === null ? [] : [`signal: ${stripControls(input.signal).slice(0, 40).replaceAll('\n', ' ')}`];
  return [...reason, ...exitCode, ...signal];
}

/** A job that prints a line like ours must not be able to speak for its platform, nor for the people who read the log. */
const asTold = (line: string): string => (/^(?:exit code|signal): /i.test(line) ? `| ${line}` : line);

const linesOf = (text: string, limit: number): readonly string[] =>
  text === '' ? [] : stripControls(bounded(text, limit)).split('\n').map(asTold);

const withoutForged = (line: string): string => (isForged(line) ? '' : line);

const exceptionPattern =
  /(?:^|[\s"'(<[:=])((?:[\w$]+\.)*[A-Z]\w*(?:Error|Exception|Fault|Failure|NotFound|Exceeded|Timeout|Unavailable|Forbidden|Unauthorized|Interrupt))\b/;

/** The last part of the exception's name, e.g. `ConnectException`. */
export function exceptionTypeOf(line: string): string | null {
  const name = exceptionPattern.exec(line)?.[1];
  return name?.split('.').at(-1) ?? null;
}

/** Fingerprint, rules and knowledge base ask for the same evidence, each on its own. */
const normalised = new WeakMap<DiagnosisInput, NormalisedEvidence>();

/** Finds root line and zones of the evidence: the error text first, then the log, then how the platform says it ended. */
export function normalise(input: DiagnosisInput): NormalisedEvidence {
  const known = normalised.get(input);
  if (known !== undefined) return known;
  const made = normaliseAnew(input);
  normalised.set(input, made);
  return made;
}

function normaliseAnew(input: DiagnosisInput): NormalisedEvidence {
  const given = linesOf(input.errorText, evidenceLimit / 2);
  const heard = [...given, ...linesOf(input.logTail, evidenceLimit / 2 - 1_000)];
  const told = heard.map(withoutForged);
  const error = told.slice(0, given.length);
  const place = rootPlace(error, told);
  const raw = [...told, ...endingLines(input)];
  const rootLine = (raw[place.index] ?? '').trim();
  let start = 0;
  const lines = raw.map((text, index): EvidenceLine => {
    const zone = zoneOf(text, index, place, error.length, told.length);
    const line = { text, start, zone };
    start += text.length + 1;
    return line;
  });
  return {
    ...{ text: raw.join('\n'), lines, rootLine, maskedRoot: mask(rootLine), exceptionType: exceptionTypeOf(rootLine) },
    isForged: told.some((line, index) => line !== heard[index]),
  };
}

function zoneOf(text: string, index: number, place: RootPlace, errorLines: number, toldLines: number): Zone {
  if (index === place.index) return 0;
  if (place.related.has(index)) return 1;
  if (index >= toldLines) return text.startsWith('platform reason:') ? 1 : 2;
  if (lineKind(text) === 'frame') return 3;
  return index < errorLines || isLoud(text) ? 2 : 3;
}

/** In the error text, or, when that tells nothing, in the log. */
function rootPlace(error: readonly string[], told: readonly string[]): RootPlace {
  const inError = findRoot(error);
  const tells = inError.index >= 0 && lineKind(error[inError.index] ?? '') !== 'wrapper';
  return tells || error.length === told.length ? inError : findRoot(told);
}

const isLoud = (line: string): boolean => lineLevel(line) === 'error' || exceptionPattern.test(line);
