import { parseLosslessJson } from '../../domain/text/lossless-json.ts';
import { AppError } from '../errors.ts';

/**
 * Parses a body without losing a digit of any number; what no database could store is taken out of its texts.
 * @throws AppError invalid, with the position of the mistake
 */
export function parseJson(text: string): unknown {
  try {
    return parseLosslessJson(text);
  } catch (problem) {
    if (problem instanceof RangeError) throw new AppError('invalid', 'The body is nested too deeply');
    const position = positionOf(text, problem);
    const line = text.slice(0, position).split('\n').length;
    const column = position - text.lastIndexOf('\n', position - 1);
    const what = position >= text.length ? 'ends too early' : 'is not valid JSON';
    throw new AppError('invalid', `The body ${what} at line ${line}, column ${column}`, { details: { position, line, column } });
  }
}

/** True when the text is the start of some JSON: all that is wrong with it is that it ends. */
function couldGoOn(start: string): boolean {
  try {
    JSON.parse(start);
    return true;
  } catch (problem) {
    if (!(problem instanceof SyntaxError)) return false;
    const position = /at position (\d+)/.exec(problem.message)?.[1];
    return position === undefined ? problem.message.startsWith('Unexpected end') : Number(position) >= start.length;
  }
}

/** Where the first wrong character stands; the length of the text when it only ends too early. */
function positionOf(text: string, problem: unknown): number {
  const message = problem instanceof Error ? problem.message : '';
  const told = /at position (\d+)/.exec(message)?.[1];
  if (told !== undefined) return Number(told);
  if (message.startsWith('Unexpected end')) return text.length;
  // The engine names the wrong character but not its place.
  let good = 0;
  let bad = text.length + 1;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (couldGoOn(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}
