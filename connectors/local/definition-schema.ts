import { RE2JS } from 're2js';
import { z } from 'zod';
import { actions, causes, criticalities, incidentStatuses, origins } from '../../domain/incidents/vocabulary.ts';
import { tunableHelps } from '../../domain/jobs/types.ts';
import { cronProblem } from './cron.ts';

const text = z.string().refine((value) => !value.includes('\0'), 'must not contain a NUL character');
const word = text.min(1, 'must not be empty');
const parameterName = z.string().regex(/^[A-Za-z]\w{0,63}$/, 'must start with a letter and hold letters, digits and _ only');
const parameterValue = z.union([text, z.number(), z.boolean()], 'must be a text, a number or true/false');
const limitMessage = 'must be a positive number or one parameter in braces, e.g. "{timeLimitSeconds}"';
const limit = z.union([z.number().positive(limitMessage), z.string().regex(/^\{[A-Za-z]\w*\}$/, limitMessage)], limitMessage);

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

const reservedVariable = /^NIGHTSHIFT_/;
const variableName = z
  .string()
  .regex(/^[A-Za-z_]\w*$/, 'must be a variable name')
  .refine((name) => !reservedVariable.test(name), 'must not start with NIGHTSHIFT_: these names are ours');

const expectation = z.strictObject({
  status: z.enum(incidentStatuses).optional(),
  cause: z.enum(causes).optional(),
  origin: z.enum(origins).optional(),
  action: z.enum(actions).optional(),
});

const expectedApproval = z
  .strictObject({
    verdict: z.enum(['approve', 'amend', 'reject']),
    parameters: z.record(parameterName, parameterValue).default({}),
    reason: word.optional(),
  })
  .refine((value) => value.verdict !== 'amend' || Object.keys(value.parameters).length > 0, {
    path: ['parameters'],
    message: 'must name what to amend',
  });

/** The content of a job definition file. */
export const definitionSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must start with a letter or digit and hold letters, digits, . _ - only, at most 64')
    .optional(),
  description: text.optional(),
  application: word,
  owner: z
    .string()
    .regex(/^[^\s@,]+@[^\s@,]+$/, 'must be a mail address')
    .nullable()
    .default(null),
  criticality: z.enum(criticalities).default('normal'),
  command: z
    .array(text)
    .min(1, 'must name a program')
    .refine((items) => items[0] !== '', 'must name a program'),
  workingDirectory: word.default('.'),
  environment: z.record(variableName, z.union([text, z.number(), z.boolean()]).transform(String)).default({}),
  timeLimitSeconds: limit.nullable().default(null),
  memoryLimitMb: limit.nullable().default(null),
  parameters: z.record(parameterName, parameterValue).default({}),
  tunables: z.record(parameterName, tunable).default({}),
  schedule: z
    .string()
    .superRefine((value, context) => {
      const message = cronProblem(value);
      if (message !== null) context.addIssue({ code: 'custom', message });
    })
    .nullable()
    .default(null),
  slaSeconds: z.number().int().positive().nullable().default(null),
  expectedErrors: z.array(expectedError).default([]),
  idempotent: z.boolean().default(true),
  expect: expectation.optional(),
  expectApproval: expectedApproval.optional(),
});

export type Definition = z.output<typeof definitionSchema>;
/** How a job's case is expected to end; only the demo looks at it. */
export type JobExpectation = z.output<typeof expectation>;
/** What the demo's approver answers when the job's case asks. */
export type JobApproval = z.output<typeof expectedApproval>;
