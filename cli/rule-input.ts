import { readFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { parse } from 'yaml';
import { CliError, exitCodes } from './exit-codes.ts';

/** What the options of `rules add` and `rules edit` say. */
export interface RuleOptions {
  readonly file?: string;
  readonly title?: string;
  readonly pattern?: string;
  readonly cause?: string;
  readonly origin?: string;
  readonly action?: string;
  readonly severity?: string;
  readonly kind?: string;
  readonly confidence?: number;
  readonly priority?: number;
  readonly platform?: readonly string[];
  readonly advice?: string;
  readonly tag?: readonly string[];
  readonly example?: readonly string[];
  readonly counterExample?: readonly string[];
}

const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];
const toNumber = (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
};

/** Adds the options by which a rule is written. */
export const withRuleOptions = <Args extends unknown[]>(command: Command<Args>) =>
  command
    .option('-f, --file <file>', 'JSON or YAML with the fields of the rule; the options below win over it')
    .option('--title <text>', 'what this failure is, for people')
    .option('--pattern <regex>', 'RE2, ignoring case')
    .option('--cause <cause>')
    .option('--origin <origin>', 'where the fix lies; default: usual for the cause')
    .option('--action <action>', 'default: usual for the cause')
    .option('--severity <severity>')
    .option('--kind <kind>', 'phrase, exception, code or keyword')
    .option('--confidence <number>', '0 to 1', toNumber)
    .option('--priority <number>', '-100 to 100; built-in rules have at most 50', toNumber)
    .option('--platform <name>', 'only on this platform; may be repeated', collect)
    .option('--advice <text>', 'what the owner should do')
    .option('--tag <tag>', 'may be repeated', collect)
    .option('--example <text>', 'a text that it must fit; may be repeated', collect)
    .option('--counter-example <text>', 'a text that it must not fit; may be repeated', collect);

async function readFields(file: string | undefined): Promise<Record<string, unknown>> {
  if (file === undefined) return {};
  try {
    const fields: unknown = parse(await readFile(file, 'utf8'));
    if (typeof fields === 'object' && fields !== null && !Array.isArray(fields)) return fields as Record<string, unknown>;
  } catch (problem) {
    throw new CliError(exitCodes.invalid, `${file}: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
  throw new CliError(exitCodes.invalid, `${file}: it must hold the fields of one rule`);
}

/** The body of a request: what is there, then the file, then the options. Examples are added to those that are there. */
export async function readRuleInput(options: RuleOptions, before: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
  const { file, platform, tag, example, counterExample, ...fields } = options;
  const merged: Record<string, unknown> = { ...before, ...(await readFields(file)), ...fields };
  if (platform !== undefined) merged['platforms'] = platform;
  if (tag !== undefined) merged['tags'] = tag;
  const given = [
    ...(example ?? []).map((text) => ({ text, matches: true })),
    ...(counterExample ?? []).map((text) => ({ text, matches: false })),
  ];
  if (given.length > 0) merged['examples'] = [...((merged['examples'] as unknown[] | undefined) ?? []), ...given];
  return merged;
}
