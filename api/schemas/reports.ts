import { z } from '@hono/zod-openapi';
import { reportFormats } from '../../domain/reports/render.ts';
import { mostErrors } from '../../store/reads/failed-jobs.ts';
import { ActorShape, Cause, Method, Origin, Time } from './common.ts';

const text = (longest: number) => z.string().max(longest);
/** Codes and ids are often numbers where they come from. */
const asText = (longest: number) => z.union([z.string(), z.number(), z.bigint()]).transform(String).pipe(text(longest));
const optionalText = (longest: number) =>
  asText(longest)
    .nullish()
    .transform((value) => (value === undefined || value === '' ? null : value));

const JobErrorShape = z
  .object({
    activity: text(500).default('unknown'),
    code: optionalText(200),
    message: text(100_000),
    exception: optionalText(500),
    details: optionalText(100_000),
  })
  .strict();

export const FailedJobShape = z
  .object({
    jobId: asText(200).pipe(z.string().min(1)),
    pipeline: text(500).min(1),
    tenantId: text(200).default('default'),
    finishedAt: Time,
    errors: z.array(JobErrorShape).max(1000),
  })
  .strict()
  .openapi('FailedJob');

export const ReportFormat = z.enum(reportFormats);

export const FailureReportRequest = z
  .object({
    hours: z.number().int().min(1).max(87_840).optional().openapi({ description: 'How far back to look; 24 without it' }),
    since: Time.optional(),
    until: Time.optional(),
    tenantId: z.guid('must be a UUID').optional().openapi({ description: 'Only jobs of this tenant of the source system' }),
    useLlm: z.boolean().default(true).openapi({ description: 'Whether a model may be asked where nothing else can tell' }),
    llmModel: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .openapi({ description: 'Another model for this report, of the local server where no model is switched on; admins only' }),
    llmUrl: z
      .url({ protocol: /^https?$/, error: 'must be an http or https address' })
      .max(500)
      .optional()
      .openapi({ description: 'Another address of the model for this report; admins only' }),
    jobs: z
      .array(FailedJobShape)
      .max(mostErrors)
      .optional()
      .openapi({ description: 'Analyse these failed jobs instead of the stored cases' }),
    format: ReportFormat.default('json'),
  })
  .strict()
  .refine((request) => request.hours === undefined || request.since === undefined, {
    path: ['hours'],
    message: 'cannot be given together with since',
  })
  .refine((request) => request.useLlm || (request.llmModel === undefined && request.llmUrl === undefined), {
    path: ['useLlm'],
    message: 'cannot be false together with llmModel or llmUrl',
  })
  .refine(
    (request) => request.since === undefined || request.until === undefined || Date.parse(request.since) <= Date.parse(request.until),
    {
      path: ['until'],
      message: 'must not be before since',
    },
  )
  .openapi('FailureReportRequest');
export type FailureReportRequest = z.output<typeof FailureReportRequest>;

const Share = z.object({ count: z.number().int(), percent: z.number() });
const Counts = z.record(z.string(), z.number().int());

export const FailureReportShape = z
  .object({
    report_id: z.string(),
    period: z.object({ since: Time, until: Time, hours: z.number() }),
    analysed_at: Time,
    use_llm: z.boolean().openapi({ description: 'Whether a model could be asked, or had been asked in the cases' }),
    total_jobs: z.number().int(),
    total_errors: z.number().int(),
    by_category: z.record(z.string(), Share),
    by_method: z.record(z.string(), Share),
    unknown: Share.extend({ without_model: Share }),
    jobs_by_tenant: Counts,
    jobs_by_pipeline: Counts,
    errors: z.array(
      z.object({
        job_id: z.string(),
        pipeline: z.string(),
        activity: z.string(),
        category: Origin,
        method: Method,
        message: z.string(),
      }),
    ),
    jobs: z.array(
      z.object({
        job_id: z.string(),
        pipeline: z.string(),
        tenant_id: z.string(),
        finished_at: Time,
        errors: z.array(
          z.object({
            activity: z.string(),
            category: Origin,
            cause: Cause,
            confidence: z.number(),
            method: Method,
            reasoning: z.string(),
            code: z.string().nullable(),
            message: z.string(),
            exception: z.string().nullable(),
            details: z.string().nullable(),
            /** How each stage of the ladder answered. */
            trace: z.array(z.string()),
          }),
        ),
      }),
    ),
  })
  .openapi('FailureReport');
export type FailureReportShape = z.infer<typeof FailureReportShape>;

export const ScheduleShape = z
  .object({
    id: z.string(),
    paused: z.boolean(),
    upcoming: z.array(Time).openapi({ description: 'The next times, soonest first' }),
    lastAt: Time.nullable(),
  })
  .openapi('Schedule');

export const ReportHeadShape = z
  .object({
    id: z.string(),
    since: Time,
    until: Time,
    totalJobs: z.number().int(),
    totalErrors: z.number().int(),
    createdBy: ActorShape,
    createdAt: Time,
  })
  .openapi('ReportHead');
