import { z } from 'zod';
import { jobFields, parameterName, parameterValue, text, word } from '../job-settings.ts';
import { placeholdersIn } from '../placeholders.ts';
import { platformName, requestFields } from '../platforms/common.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
/** The place of a value in an answer, e.g. `/run/id` (RFC 6901). */
const pointer = z.string().regex(/^(?:\/(?:[^~/]|~[01])*)*$/, 'must be a JSON pointer such as /run/id');
/** Placeholders may stand in path and query only: where a request goes is never filled in. */
const address = text.regex(/^https?:\/\/[^/?#{}\s]+(?:[/?#]|$)/, 'must be an http or https address whose host holds no placeholder');
const headers = z.record(z.string().regex(/^[A-Za-z0-9-]+$/, 'must be the name of a header'), text).default({});
const words = z.array(z.union([word, z.number(), z.boolean()])).min(1);

const request = (method: (typeof methods)[number]) => ({
  method: z.enum(methods).default(method),
  url: address,
  headers,
  body: z.json().optional(),
});

/** What a job says of how it is started. */
export const startFields = {
  parameters: z.record(parameterName, parameterValue).default({}),
  /** Starts a run. */
  submit: z
    .strictObject({
      ...request('POST'),
      success: z.array(z.number().int().min(200).max(299)).min(1).default([200, 201, 202, 204]),
      /** Where the answer names the run; without it the run has the submission's key as its name. */
      run: pointer.optional(),
      /** The other side starts one run per `{key}`, however often it is asked. */
      idempotent: z.boolean().default(false),
    })
    .optional(),
  /** Finds the run that a key started. */
  find: z.strictObject({ ...request('GET'), run: pointer }).optional(),
} as const;

type Requests = Readonly<
  Record<
    'submit' | 'find' | 'run',
    { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body?: unknown } | undefined
  >
>;

/** Placeholders of requests that nothing fills in. */
export function placeholderProblems(
  value: Partial<Requests> & { readonly parameters: object; readonly tunables: object },
): readonly { readonly part: string; readonly message: string }[] {
  const own = [...Object.keys(value.parameters), ...Object.keys(value.tunables), 'job'];
  const known = { submit: [...own, 'key'], find: [...own, 'key'], run: [...own, 'run'] } as const;
  return (['submit', 'find', 'run'] as const).flatMap((part) => {
    const { url, headers: sent, body } = value[part] ?? { url: '', headers: {}, body: null };
    const asked = placeholdersIn([url, ...Object.values(sent), JSON.stringify(body ?? null)].join('\n'));
    return [...new Set(asked)]
      .filter((name) => !known[part].includes(name))
      .map((name) => ({ part, message: `uses {${name}}, which is no parameter of the job` }));
  });
}

const job = z
  .strictObject({
    name: word.optional(),
    ...jobFields,
    ...startFields,
    /** Tells what became of a run. */
    run: z
      .strictObject({
        ...request('GET'),
        state: pointer,
        succeeded: words,
        failed: words,
        error: pointer.optional(),
        startedAt: pointer.optional(),
        finishedAt: pointer.optional(),
      })
      .optional(),
  })
  .superRefine((value, context) => {
    const problem = (path: readonly string[], message: string): void => context.addIssue({ code: 'custom', path: [...path], message });
    if (value.submit !== undefined && value.run === undefined)
      problem(['run'], 'is needed beside submit: what was started has to be followed');
    for (const { part, message } of placeholderProblems(value)) problem([part], message);
  });

/** A scheduler, or anything else that starts jobs by HTTP. */
export const httpSettings = z.strictObject({
  name: platformName,
  kind: z.literal('http'),
  /** Networks and addresses inside the house that may be called, e.g. `10.1.0.0/16`. Public ones always may. */
  allow: z.array(word).default([]),
  ...requestFields,
  jobs: z.record(word, job).default({}),
});
export type HttpSettings = z.output<typeof httpSettings>;
export type HttpJob = HttpSettings['jobs'][string];
export type HttpRequest = NonNullable<HttpJob['run']> | NonNullable<HttpJob['submit']> | NonNullable<HttpJob['find']>;
