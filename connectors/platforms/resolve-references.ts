/** What stands for a value that is kept elsewhere: `${NAME}` in a text, or `{ file: PATH }` in the place of one. */
const variable = /\$\{([A-Za-z_]\w*)\}/g;
const secretField = /token|password|secret|key|authorization|credential|uri|dsn|cookie/i;
/** Shorter values are no secrets worth the name, and would blank ordinary words. */
const shortestSecret = 6;

export interface ReferenceSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Content of a file. @throws Error when it cannot be read */
  readonly readFile: (path: string) => string;
}

export interface Resolved {
  readonly value: unknown;
  /** Values that must never be shown. */
  readonly secrets: readonly string[];
  /** Names of the environment variables that were asked for. */
  readonly variables: readonly string[];
  readonly problems: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}

/** Puts the values in that a definition refers to. What comes from a file, or into a field whose name says so, is a secret. */
export function resolveReferences(content: unknown, sources: ReferenceSources): Resolved {
  const secrets = new Set<string>();
  const variables = new Set<string>();
  const problems: { path: readonly PropertyKey[]; message: string }[] = [];
  const keep = (value: string): string => {
    if (value.length >= shortestSecret) secrets.add(value);
    return value;
  };

  const fromFile = (file: string, path: readonly PropertyKey[]): string => {
    try {
      return keep(sources.readFile(file).trim());
    } catch {
      problems.push({ path, message: `names a file that cannot be read: ${file}` });
      return '';
    }
  };
  const fromEnvironment = (text: string, path: readonly PropertyKey[]): string =>
    text.replace(variable, (_whole, name: string) => {
      variables.add(name);
      const value = sources.environment[name];
      if (value !== undefined && value !== '') return path.some((part) => secretField.test(String(part))) ? keep(value) : value;
      problems.push({ path, message: `needs the environment variable ${name}, which is not set` });
      return '';
    });

  const walk = (value: unknown, path: readonly PropertyKey[]): unknown => {
    if (typeof value === 'string') {
      const filled = fromEnvironment(value, path);
      return secretField.test(String(path.at(-1) ?? '')) && typeof filled === 'string' ? keep(filled) : filled;
    }
    if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index]));
    if (value === null || typeof value !== 'object') return value;
    const { file, ...rest } = value as Record<string, unknown>;
    if (typeof file === 'string' && Object.keys(rest).length === 0) return fromFile(file, path);
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item, [...path, name])]));
  };
  const value = walk(content, []);
  return { value, secrets: [...secrets], variables: [...variables], problems };
}
