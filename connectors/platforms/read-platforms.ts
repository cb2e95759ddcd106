import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { describeProblem, problemReporter, schemaProblems } from '../definition-problems.ts';
import { type PlatformSettings, platformSettings } from './kinds.ts';
import { type ReferenceSources, resolveReferences } from './resolve-references.ts';
import type { ShorthandRead } from './shorthand.ts';
import { shorthands } from './shorthands.ts';

/** The platforms that are configured, and everything that is wrong with the configuration. */
export interface ConfiguredPlatforms {
  readonly platforms: readonly PlatformSettings[];
  /** Values that must never be shown, stored or sent on. */
  readonly secrets: readonly string[];
  readonly problems: readonly string[];
}

const fileSchema = z.strictObject({ platforms: z.array(platformSettings).default([]) });

/** Names are ids of rows: two platforms of one kind stand side by side under two names. */
const doubleNames = (platforms: readonly PlatformSettings[]): string[] =>
  platforms
    .map(({ name }) => name)
    .filter((name, index, names) => name === 'local' || names.indexOf(name) !== index)
    .map((name) => `platform ${name} is defined twice${name === 'local' ? ': this name is the local platform’s' : ''}`);

/** What stands in the file, and which environment variables it names. */
interface FileContent extends ConfiguredPlatforms {
  readonly names: readonly string[];
  readonly variables: readonly string[];
}

const nothing: FileContent = { platforms: [], secrets: [], problems: [], names: [], variables: [] };

/** Names as they stand, whatever else is wrong with the file. */
const namesIn = (value: unknown): string[] => {
  const { platforms } = (value ?? {}) as { readonly platforms?: unknown };
  return Array.isArray(platforms) ? platforms.flatMap((one) => (typeof one?.name === 'string' ? [one.name] : [])) : [];
};

function readFileOf(path: string, sources: ReferenceSources): FileContent {
  let content: string;
  try {
    content = sources.readFile(path);
  } catch {
    return { ...nothing, problems: [`PLATFORMS_FILE names a file that cannot be read: ${path}`] };
  }
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false });
  const report = problemReporter(path, document, lines);
  if (document.errors.length > 0)
    return {
      ...nothing,
      problems: document.errors.map((error) => describeProblem({ ...report([], error.message), line: lines.linePos(error.pos[0]).line })),
    };
  const { value, secrets, variables, problems } = resolveReferences(document.toJS() ?? {}, sources);
  const missing = problems.map(({ path: field, message }) => describeProblem(report(field, message)));
  const parsed = fileSchema.safeParse(value);
  const found = { secrets, variables, names: namesIn(value) };
  if (parsed.success) return { ...found, platforms: parsed.data.platforms, problems: missing };
  // A value that could not be had is a problem already.
  const others = schemaProblems(parsed.error, value, report).map(describeProblem);
  return { ...found, platforms: [], problems: missing.length > 0 ? missing : others };
}

/** A platform from its variables, checked like one of the file. */
function readShorthand({ settings, variableOf, secrets, problems }: ShorthandRead): ConfiguredPlatforms {
  if (problems.length > 0) return { platforms: [], secrets, problems };
  const parsed = platformSettings.safeParse(settings);
  if (parsed.success) return { platforms: [parsed.data], secrets, problems: [] };
  const wrong = parsed.error.issues.map(({ path: [field], message }) => `${variableOf[String(field)] ?? settings['name']} ${message}`);
  return { platforms: [], secrets, problems: wrong };
}

/** Reads the platforms from the file that `PLATFORMS_FILE` names, and from variables of their own unless the file has the platform or uses its variables. */
export function readPlatforms(file: string | undefined, sources: ReferenceSources): ConfiguredPlatforms {
  const { names, variables, ...inFile } = file === undefined ? nothing : readFileOf(file, sources);
  const short = shorthands
    .filter((shorthand) => !names.includes(shorthand.name) && !shorthand.variables.some((name) => variables.includes(name)))
    .flatMap((shorthand) => shorthand.read(sources.environment) ?? [])
    .map(readShorthand);
  const all = [inFile, ...short];
  return {
    platforms: all.flatMap(({ platforms }) => platforms),
    secrets: all.flatMap(({ secrets }) => secrets),
    problems: [...all.flatMap(({ problems }) => problems), ...doubleNames(inFile.platforms)],
  };
}
