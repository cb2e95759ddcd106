import { z } from '@hono/zod-openapi';
import { fitMethods } from '../../domain/diagnosis/calibration/fit.ts';
import { calibratedMethods } from '../../domain/diagnosis/calibration/types.ts';
import { Time } from './common.ts';

export const CalibrationRequest = z
  .object({
    method: z
      .enum(fitMethods)
      .default('auto')
      .openapi({ description: 'auto: Platt scaling for few verdicts, isotonic regression for many' }),
    validationSplit: z.number().min(0.05).max(0.5).default(0.2).openapi({ description: 'Share of the verdicts that judges the fit' }),
    targetAccuracy: z
      .number()
      .min(0.5)
      .max(0.999)
      .default(0.9)
      .openapi({ description: 'Share of right verdicts that acting alone asks for' }),
    dryRun: z.boolean().default(false).openapi({ description: 'Show what would come of it, and change nothing' }),
  })
  .strict()
  .openapi('CalibrationRequest');

const Fit = z
  .union([
    z.object({ kind: z.literal('identity') }),
    z.object({ kind: z.literal('platt_scaling'), slope: z.number(), intercept: z.number() }),
    z.object({ kind: z.literal('isotonic'), points: z.array(z.array(z.number()).length(2)) }),
  ])
  .openapi('CalibrationFit');
const Errors = z.object({ brier: z.number(), ece: z.number() });

const Bin = z.object({ count: z.number().int(), confidence: z.number(), right: z.number() });

export const FitReportShape = z
  .object({
    method: z.enum(calibratedMethods),
    verdicts: z.number().int(),
    heldOut: z.number().int(),
    fit: Fit,
    before: Errors.nullable(),
    after: Errors.nullable(),
    taken: z.boolean(),
    why: z.string(),
    reachesTargetFrom: z.number().nullable(),
    /** Judged verdicts by tenths of confidence: what they claimed on average, and the share that was right. */
    observed: z.object({ before: z.array(Bin), after: z.array(Bin) }),
    /** Calibrated confidence of some raw ones. */
    curve: z.array(z.object({ raw: z.number(), calibrated: z.number() })),
  })
  .openapi('FitReport');

export const CalibrationShape = z
  .object({
    /** Null in a dry run. */
    version: z.number().int().nullable(),
    verdicts: z.number().int(),
    reports: z.array(FitReportShape),
    createdBy: z.string().nullable(),
    createdAt: Time.nullable(),
  })
  .openapi('Calibration');
