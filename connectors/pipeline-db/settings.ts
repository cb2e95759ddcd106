import { z } from 'zod';
import { placeholderProblems, startFields } from '../http/settings.ts';
import { jobFields, word } from '../job-settings.ts';
import { platformName, requestFields } from '../platforms/common.ts';

const identifier = word.max(63, 'must have at most 63 characters');
const statuses = z.array(word).min(1);

/** Columns that every row is read by. */
const neededColumns = {
  id: identifier.default('id'),
  pipeline: identifier.default('pipeline_id'),
  status: identifier.default('status'),
  finishedAt: identifier.default('finished_at'),
  data: identifier.default('data'),
} as const;

/** Columns that are used where the table has them; one that is named here has to be there. */
const furtherColumns = {
  tenant: identifier.optional(),
  name: identifier.optional(),
  startedAt: identifier.optional(),
  try: identifier.optional(),
} as const;

/** What is said of a pipeline, and by which request it is started again. */
const pipeline = z.strictObject({ name: word.optional(), ...jobFields, ...startFields }).superRefine((value, context) => {
  const problem = (path: readonly string[], message: string): void => context.addIssue({ code: 'custom', path: [...path], message });
  if (value.submit !== undefined && value.submit.run === undefined)
    problem(['submit', 'run'], 'is needed: the place of the new execution’s id in the answer');
  for (const { part, message } of placeholderProblems(value)) problem([part], message);
});

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** A table in PostgreSQL that holds one row per execution of a pipeline. */
export const pipelineDbSettings = z
  .strictObject({
    name: platformName,
    kind: z.literal('pipeline-db'),
    /** Address with user and password, as libpq and SQLAlchemy write it. */
    uri: word.regex(/^postgres(?:ql)?(?:\+\w+)?:\/\//, 'must start with postgresql://').optional(),
    host: word.optional(),
    port: z.coerce.number().int().min(1).max(65_535).default(5432),
    database: word.optional(),
    user: word.optional(),
    password: z.string().optional(),
    /** For an address in parts: `require` encrypts, `verify` looks at the certificate as well. An address as a whole says `?sslmode=…`. */
    ssl: z.enum(['off', 'require', 'verify']).default('off'),
    /** A parameter of the AWS Systems Manager that holds the address. */
    ssm: z.strictObject({ parameter: word, region: word.default('eu-north-1') }).optional(),
    /** `table` or `schema.table`. */
    table: z
      .string()
      .regex(/^[^.\0]{1,63}(?:\.[^.\0]{1,63})?$/, 'must be the name of a table, or schema.table')
      .default('job_execution'),
    columns: z.strictObject({ ...neededColumns, ...furtherColumns }).prefault({}),
    failed: statuses.default(['FAILURE']),
    succeeded: statuses.default(['SUCCESS']),
    /** Zone of the times where their columns have none. */
    timeZone: word.refine(isTimeZone, 'must be the name of a time zone, e.g. Europe/Stockholm').default('UTC'),
    /** How long after its `finished_at` a row may become visible. */
    overlapSeconds: z.number().int().min(0).max(86_400).default(600),
    timeoutSeconds: requestFields.timeoutSeconds.prefault(15),
    /** Where the address stands; the environment's shorthand says it, for the log. */
    origin: word.default('PLATFORMS_FILE'),
    /** Networks inside the house that requests of pipelines may go to. */
    allow: z.array(word).default([]),
    jobs: z.record(word, pipeline).default({}),
  })
  .superRefine(({ uri, host, database, user, ssm }, context) => {
    const problem = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    const parts = host !== undefined || database !== undefined || user !== undefined;
    if ([uri !== undefined, parts, ssm !== undefined].filter(Boolean).length !== 1)
      problem('uri', 'or host, database and user, or ssm must say where the database is: one of the three');
    else if (parts)
      for (const [name, value] of Object.entries({ host, database, user })) if (value === undefined) problem(name, 'is missing');
  });
export type PipelineDbSettings = z.output<typeof pipelineDbSettings>;
