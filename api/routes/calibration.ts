import { createRoute, z } from '@hono/zod-openapi';
import { calibrate } from '../../domain/diagnosis/calibration/apply.ts';
import type { FitReport } from '../../domain/diagnosis/calibration/fit.ts';
import { type CalibrationVersion, calibrateConfidence, listCalibrations, tryCalibration } from '../../store/calibration.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import { answer, body, createRouter, errors, writeErrors } from '../router.ts';
import { CalibrationRequest, CalibrationShape } from '../schemas/calibration.ts';

const shownVersions = 20;
const shownRaw = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95];

const presentReport = (report: FitReport) => ({
  ...report,
  fit: report.fit.kind === 'isotonic' ? { ...report.fit, points: report.fit.points.map((point) => [...point]) } : report.fit,
  observed: { before: [...(report.observed?.before ?? [])], after: [...(report.observed?.after ?? [])] },
  curve: shownRaw.map((raw) => ({ raw, calibrated: calibrate(report.fit, raw) })),
});

const present = ({ version, verdicts, reports, createdBy, createdAt }: CalibrationVersion) => ({
  ...{ version, verdicts, createdBy, createdAt },
  reports: reports.map(presentReport),
});

/** How raw confidence becomes the confidence that decides. */
export function createCalibrationRoutes({ transact }: ApiDeps) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/calibration',
        tags: ['learning'],
        summary: 'The calibration that holds, and the ones before it, newest first',
        middleware: [need('viewer')],
        responses: { 200: answer('Calibrations', z.object({ items: z.array(CalibrationShape) })), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const versions = await transact(tenant, actor, (tx) => listCalibrations(tx, shownVersions));
        return c.json({ items: versions.map(present) }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/calibration',
        tags: ['learning'],
        summary: 'Fit confidence to what came of verdicts',
        description:
          'A fit that is not better on verdicts that it has not seen is not taken. What is taken holds from the next diagnosis on.',
        middleware: [need('admin')],
        request: { body: body(CalibrationRequest) },
        responses: { 200: answer('What came of it', CalibrationShape), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { dryRun, ...options } = c.req.valid('json');
        if (!dryRun) return c.json(present(await transact(tenant, actor, (tx) => calibrateConfidence(tx, options))), 200);
        const { verdicts, reports } = await transact(tenant, actor, (tx) => tryCalibration(tx, options));
        return c.json(
          { version: null, verdicts: verdicts.length, reports: reports.map(presentReport), createdBy: null, createdAt: null },
          200,
        );
      },
    );
}
export type CalibrationRoutes = ReturnType<typeof createCalibrationRoutes>;
