/** A platform that is given by environment variables instead of the file. */
export interface Shorthand {
  /** Name and kind of the platform. */
  readonly name: string;
  /** Every variable that may be given. */
  readonly variables: readonly string[];
  /** The platform as the file would have it; null where none of the variables is set. */
  readonly read: (environment: Environment) => ShorthandRead | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

export interface ShorthandRead {
  readonly settings: Readonly<Record<string, unknown>>;
  /** The variable behind each field, for messages. */
  readonly variableOf: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly problems: readonly string[];
}

/** What a field of a platform is read from. */
interface FieldSource {
  readonly variable: string;
  /** Without it there is no platform; what is not needed has a default or belongs to another way to sign in. */
  readonly needed: boolean;
  /** Never shown, stored or sent on. */
  readonly secret: boolean;
}

/** A shorthand whose variables are the platform's fields, one each. A part of what is needed is a mistake that names the rest. */
export function shorthandOf(name: string, fields: Readonly<Record<string, FieldSource>>): Shorthand {
  const sources = Object.entries(fields);
  return {
    name,
    variables: sources.map(([, { variable }]) => variable),
    read: (environment) => {
      const given = sources.flatMap(([field, source]) => {
        const value = environment[source.variable]?.trim() ?? '';
        return value === '' ? [] : [{ field, value, ...source }];
      });
      // What is not needed may be there for others, as Airflow's own images set their version.
      const first = given.find(({ needed }) => needed);
      if (first === undefined) return null;
      const missing = sources.filter(([field, { needed }]) => needed && !given.some((one) => one.field === field));
      return {
        settings: { name, kind: name, ...Object.fromEntries(given.map(({ field, value }) => [field, value])) },
        variableOf: Object.fromEntries(sources.map(([field, { variable }]) => [field, variable])),
        secrets: given.filter(({ secret }) => secret).map(({ value }) => value),
        problems: missing.map(([, { variable }]) => `${variable} is missing although ${first.variable} is set`),
      };
    },
  };
}
