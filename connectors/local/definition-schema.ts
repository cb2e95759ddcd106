import { z } from 'zod';
import { actions, causes, incidentStatuses, origins } from '../../domain/incidents/vocabulary.ts';
import { jobFields, parameterName, parameterValue, text, word } from '../job-settings.ts';
import { cronProblem } from './cron.ts';

const limitMessage = 'must be a positive number or one parameter in braces, e.g. "{timeLimitSeconds}"';
const limit = z.union([z.number().positive(limitMessage), z.string().regex(/^\{[A-Za-z]\w*\}$/, limitMessage)], limitMessage);

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
  ...jobFields,
  command: z
    .array(text)
    .min(1, 'must name a program')
    .refine((items) => items[0] !== '', 'must name a program'),
  workingDirectory: word.default('.'),
  environment: z.record(variableName, z.union([text, z.number(), z.boolean()]).transform(String)).default({}),
  timeLimitSeconds: limit.nullable().default(null),
  memoryLimitMb: limit.nullable().default(null),
  parameters: z.record(parameterName, parameterValue).default({}),
  schedule: z
    .string()
    .superRefine((value, context) => {
      const message = cronProblem(value);
      if (message !== null) context.addIssue({ code: 'custom', message });
    })
    .nullable()
    .default(null),
  expect: expectation.optional(),
  expectApproval: expectedApproval.optional(),
});

export type Definition = z.output<typeof definitionSchema>;
/** How a job's case is expected to end; only the demo looks at it. */
export type JobExpectation = z.output<typeof expectation>;
/** What the demo's approver answers when the job's case asks. */
export type JobApproval = z.output<typeof expectedApproval>;
