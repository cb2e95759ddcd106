import type { Parameters, ParameterValue } from '../domain/jobs/types.ts';

/** `{name}` stands for a parameter; `{{name}}` is the text `{name}` itself. Other braces are plain text. */
const placeholder = /\{\{([A-Za-z]\w*)\}\}|\{([A-Za-z]\w*)\}/g;

/** The parameters that a text asks for. */
export const placeholdersIn = (text: string): string[] => [...text.matchAll(placeholder)].flatMap((match) => match[2] ?? []);

/** The text with its parameters filled in. */
export const fillIn = (text: string, parameters: Parameters): string =>
  text.replace(placeholder, (_whole, literal: string | undefined, name: string | undefined) =>
    name === undefined ? `{${literal}}` : String(parameters[name] ?? `{${name}}`),
  );

/** A number given as itself or as `{name}` of a numeric parameter; null stays null. */
export function fillInNumber(value: number | string | null, parameters: Parameters): number | null {
  if (typeof value !== 'string') return value;
  const filled: ParameterValue | undefined = parameters[placeholdersIn(value)[0] ?? ''];
  return typeof filled === 'number' ? filled : null;
}
