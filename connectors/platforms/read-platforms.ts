import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { describeProblem, problemReporter, schemaProblems } from '../definition-problems.ts';
import { type PlatformSettings, platformSettings } from './kinds.ts';
import { type ReferenceSources, resolveReferences } from './resolve-references.ts';

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

function readFileOf(path: string, sources: ReferenceSources): ConfiguredPlatforms {
  let content: string;
  try {
    content = sources.readFile(path);
  } catch {
    return { platforms: [], secrets: [], problems: [`PLATFORMS_FILE names a file that cannot be read: ${path}`] };
  }
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false });
  const report = problemReporter(path, document, lines);
  if (document.errors.length > 0)
    return {
      platforms: [],
      secrets: [],
      problems: document.errors.map((error) => describeProblem({ ...report([], error.message), line: lines.linePos(error.pos[0]).line })),
    };
  const { value, secrets, problems } = resolveReferences(document.toJS() ?? {}, sources);
  const missing = problems.map(({ path: field, message }) => describeProblem(report(field, message)));
  const parsed = fileSchema.safeParse(value);
  if (parsed.success) return { platforms: parsed.data.platforms, secrets, problems: missing };
  // A value that could not be had is a problem already.
  const others = schemaProblems(parsed.error, value, report).map(describeProblem);
  return { platforms: [], secrets, problems: missing.length > 0 ? missing : others };
}

/** Reads the platforms from the file that `PLATFORMS_FILE` names. */
export function readPlatforms(file: string | undefined, sources: ReferenceSources): ConfiguredPlatforms {
  const inFile = file === undefined ? { platforms: [], secrets: [], problems: [] } : readFileOf(file, sources);
  return { ...inFile, problems: [...inFile.problems, ...doubleNames(inFile.platforms)] };
}
