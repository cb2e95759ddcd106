import type { Parameters, ParameterValue } from '../../domain/jobs/types.ts';
import { fillIn, fillInNumber, placeholdersIn } from '../placeholders.ts';
import type { Definition } from './definition-schema.ts';

/** Something wrong at a place in a definition. */
export interface PlacedProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Every parameter of a job with its default. */
export const defaultParameters = (definition: Definition): Parameters => ({
  ...definition.parameters,
  ...Object.fromEntries(Object.entries(definition.tunables).map(([name, tunable]) => [name, tunable.default])),
});

/** All texts of a definition in which placeholders are filled in. */
function templates(definition: Definition): { readonly path: readonly (string | number)[]; readonly text: string }[] {
  const { command, environment, timeLimitSeconds, memoryLimitMb } = definition;
  return [
    ...command.map((text, index) => ({ path: ['command', index], text })),
    ...Object.entries(environment).map(([name, text]) => ({ path: ['environment', name], text })),
    { path: ['timeLimitSeconds'], text: String(timeLimitSeconds) },
    { path: ['memoryLimitMb'], text: String(memoryLimitMb) },
  ];
}

/** What is wrong with one value for one parameter, or null. */
export function valueProblem(definition: Definition, name: string, value: ParameterValue): string | null {
  const defaults = defaultParameters(definition);
  const known = Object.hasOwn(defaults, name) ? defaults[name] : undefined;
  if (known === undefined) return 'is not a parameter of this job';
  if (typeof value !== typeof known) return `must be of type ${typeof known}`;
  if (typeof value === 'string' && value.includes('\0')) return 'must not contain a NUL character';
  const tunable = definition.tunables[name];
  if (tunable === undefined || typeof value !== 'number') return null;
  if (tunable.type === 'integer' && !Number.isInteger(value)) return 'must be a whole number';
  return value < tunable.min || value > tunable.max ? `must be from ${tunable.min} to ${tunable.max}, is ${value}` : null;
}

/** Rules that span the fields of a definition: placeholders, names, bounds. */
export function crossProblems(definition: Definition): PlacedProblem[] {
  const known = defaultParameters(definition);
  const used = new Set<string>();
  const problems: PlacedProblem[] = [];
  for (const { path, text } of templates(definition))
    for (const name of placeholdersIn(text)) {
      used.add(name);
      if (!Object.hasOwn(known, name))
        problems.push({ path, message: `asks for {${name}}, which is neither a parameter nor a tunable of this job` });
      else if (path[0] !== 'command' && path[0] !== 'environment' && typeof known[name] !== 'number')
        problems.push({ path, message: `asks for {${name}}, which is not a number` });
    }
  for (const name of Object.keys(definition.tunables)) {
    if (Object.hasOwn(definition.parameters, name))
      problems.push({ path: ['tunables', name], message: 'is already the name of a parameter' });
    if (!used.has(name))
      problems.push({
        path: ['tunables', name],
        message: `is not used: put {${name}} into command, environment, timeLimitSeconds or memoryLimitMb`,
      });
  }
  for (const [name, value] of Object.entries(definition.expectApproval?.parameters ?? {})) {
    const message = valueProblem(definition, name, value);
    if (message !== null) problems.push({ path: ['expectApproval', 'parameters', name], message });
  }
  return problems;
}

/** What a definition runs with a set of parameters. */
export function fillDefinition(definition: Definition, given: Parameters) {
  const parameters = { ...defaultParameters(definition), ...given };
  return {
    parameters,
    command: definition.command.map((text) => fillIn(text, parameters)),
    environment: Object.fromEntries(Object.entries(definition.environment).map(([name, text]) => [name, fillIn(text, parameters)])),
    timeLimitSeconds: fillInNumber(definition.timeLimitSeconds, parameters),
    memoryLimitMb: fillInNumber(definition.memoryLimitMb, parameters),
  };
}
