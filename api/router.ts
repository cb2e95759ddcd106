import { OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import type { ApiEnv } from './env.ts';
import { AppError } from './errors.ts';
import { ErrorBody } from './schemas/common.ts';

/** A problem's place as a reader would write it: `parameters.memoryMb`, `asked[0]`. */
const fieldOf = (path: readonly PropertyKey[]): string =>
  path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? String(part) : `.${String(part)}`)).join('') || 'body';

interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

function problemsOf(issues: readonly Issue[]): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys ?? []) problems[fieldOf([...issue.path, key])] ??= 'is not a known field';
    else problems[fieldOf(issue.path)] ??= issue.message;
  }
  return problems;
}

/** A router whose validators answer 400 with every problem by field. */
export const createRouter = () =>
  new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      const problems = problemsOf(result.error.issues as readonly Issue[]);
      const said = Object.entries(problems).map(([field, problem]) => `${field}: ${problem}`);
      throw new AppError('invalid', `The request is not valid: ${said.join('; ')}`, { details: problems });
    },
  });

const json = <Schema extends z.ZodType>(schema: Schema) => ({ 'application/json': { schema } });

/** A JSON body that has to be there. */
export const body = <Schema extends z.ZodType>(schema: Schema) => ({ required: true as const, content: json(schema) });

/** An answer in JSON. */
export const answer = <Schema extends z.ZodType>(description: string, schema: Schema) => ({ description, content: json(schema) });

const failure = (description: string) => answer(description, ErrorBody);

/** What every route may answer besides its own answers. */
export const errors = {
  400: failure('The request is not valid; `details` names the fields'),
  401: failure('No valid credential'),
  403: failure('The role does not allow this'),
  404: failure('There is no such thing'),
  429: failure('Too many requests; `Retry-After` says when to come back'),
} as const satisfies RouteConfig['responses'];

/** What a write may answer besides. */
export const writeErrors = {
  ...errors,
  409: failure('Closed, or in conflict with what is there'),
  413: failure('The body is larger than 1 MB'),
  415: failure('The body is not JSON'),
} as const satisfies RouteConfig['responses'];

/** One of our ids in a path. */
export const IdParam = z.object({
  id: z
    .string()
    .min(1)
    .max(100)
    .openapi({ param: { name: 'id', in: 'path' } }),
});
