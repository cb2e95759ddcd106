import { RE2JS } from 're2js';
import { z } from 'zod';
import { criticalities } from '../domain/incidents/vocabulary.ts';
import { type JobProfile, tunableHelps } from '../domain/jobs/types.ts';

/** What definitions of jobs say on every platform, checked as people write it in a file. */

export const text = z.string().refine((value) => !value.includes('\0'), 'must not contain a NUL character');
export const word = text.min(1, 'must not be empty');
export const parameterName = z.string().regex(/^[A-Za-z]\w{0,63}$/, 'must start with a letter and hold letters, digits and _ only');
export const parameterValue = z.union([text, z.number(), z.boolean()], 'must be a text, a number or true/false');

function isPattern(value: string): boolean {
  try {
    RE2JS.compile(value);
    return true;
  } catch {
    return false;
  }
}

const expectedError = z
  .strictObject({
    exitCode: z.number().int().min(0).max(255).nullable().default(null),
    pattern: word.refine(isPattern, 'is not a valid RE2 pattern').nullable().default(null),
    reason: word,
  })
  .refine((value) => value.exitCode !== null || value.pattern !== null, 'needs an exitCode or a pattern');

/** A tunable without its name, which is its key. */
const tunable = z
  .strictObject({
    type: z.enum(['integer', 'number']).default('integer'),
    unit: word.nullable().default(null),
    min: z.number(),
    max: z.number(),
    step: z.number().positive().default(1),
    default: z.number(),
    factor: z
      .number()
      .positive()
      .refine((value) => value !== 1, 'must not be 1: it would change nothing')
      .default(2),
    helps: z.array(z.enum(tunableHelps)).min(1, 'must name at least one cause'),
  })
  .superRefine((value, context) => {
    const problem = (field: string, message: string): void => context.addIssue({ code: 'custom', path: [field], message });
    if (value.min > value.max) problem('max', `must not be below min (${value.min})`);
    else if (value.default < value.min || value.default > value.max) problem('default', `must be from ${value.min} to ${value.max}`);
    if (value.type === 'number') return;
    for (const field of ['min', 'max', 'step', 'default'] as const)
      if (!Number.isInteger(value[field])) problem(field, 'must be a whole number');
  });

/** Fields of a job that every platform's definitions share. */
export const jobFields = {
  application: word,
  owner: z
    .string()
    .regex(/^[^\s@,]+@[^\s@,]+$/, 'must be a mail address')
    .nullable()
    .default(null),
  criticality: z.enum(criticalities).default('normal'),
  tunables: z.record(parameterName, tunable).default({}),
  slaSeconds: z.number().int().positive().nullable().default(null),
  expectedErrors: z.array(expectedError).default([]),
  idempotent: z.boolean().default(true),
} as const;

/** What is said of one job of a platform that has its own definition of it. */
export const jobSettings = z.strictObject({ name: word.optional(), ...jobFields });
export type JobSettings = z.output<typeof jobSettings>;

/** What a job is to us, from its settings. Without settings a job belongs to no application and nothing of it may be changed. */
export function profileOf(platform: string, jobKey: string, settings: Partial<JobSettings>, name = jobKey): JobProfile {
  const { application = 'unassigned', owner = null, criticality = 'normal', slaSeconds = null, idempotent = true } = settings;
  return {
    platform,
    jobKey,
    name: settings.name ?? name,
    application,
    owner,
    criticality,
    slaSeconds,
    idempotent,
    expectedErrors: settings.expectedErrors ?? [],
    tunables: Object.entries(settings.tunables ?? {}).map(([tunableName, bounds]) => ({ name: tunableName, ...bounds })),
    schedule: null,
  };
}
