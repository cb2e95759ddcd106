import { type FitOptions, type FitReport, fitCalibration } from '../domain/diagnosis/calibration/fit.ts';
import type { CalibrationFits, JudgedVerdict } from '../domain/diagnosis/calibration/types.ts';
import type { Actor } from '../domain/people/actor.ts';
import { readJudgedVerdicts } from './reads/judged-verdicts.ts';
import { appendRecord } from './record.ts';
import type { Tx } from './tx.ts';
import { iso } from './values.ts';

/** One version of what holds, and how it was found. */
export interface CalibrationVersion {
  readonly version: number;
  readonly fits: CalibrationFits;
  readonly reports: readonly FitReport[];
  readonly options: FitOptions;
  /** Judged verdicts that it was made from. */
  readonly verdicts: number;
  readonly createdBy: string;
  readonly createdAt: string;
}

interface Row {
  version: string;
  fits: CalibrationFits;
  reports: FitReport[];
  options: FitOptions;
  verdicts: number;
  created_by: Actor;
  created_at: string;
}

const toVersion = ({ version, fits, reports, options, verdicts, created_by, created_at }: Row): CalibrationVersion => ({
  ...{ version: Number(version), fits, reports, options, verdicts },
  createdBy: created_by.name,
  createdAt: iso(created_at),
});

/** The fits that hold now; null while nothing was calibrated. */
export async function readCalibration(tx: Tx): Promise<CalibrationFits | null> {
  const row = await tx.maybe<{ fits: CalibrationFits }>('select fits from calibration where tenant_id = $1 order by version desc limit 1', [
    tx.tenant,
  ]);
  return row?.fits ?? null;
}

/** The newest versions, newest first. */
export async function listCalibrations(tx: Tx, limit: number): Promise<readonly CalibrationVersion[]> {
  const rows = await tx.rows<Row>(
    `select version, fits, reports, options, verdicts, created_by, created_at from calibration where tenant_id = $1 order by version desc limit $2`,
    [tx.tenant, limit],
  );
  return rows.map(toVersion);
}

/** What fitting would give, from all verdicts that were judged so far. Writes nothing. */
export async function tryCalibration(
  tx: Tx,
  options: FitOptions,
): Promise<{ readonly verdicts: readonly JudgedVerdict[]; readonly fits: CalibrationFits; readonly reports: readonly FitReport[] }> {
  const [current, verdicts] = await Promise.all([readCalibration(tx), readJudgedVerdicts(tx)]);
  const reports = fitCalibration(verdicts, current ?? {}, options);
  const fits = Object.fromEntries(reports.filter(({ fit }) => fit.kind !== 'identity').map(({ method, fit }) => [method, fit]));
  return { verdicts, fits, reports };
}

const told = ({ method, taken, why }: FitReport): string => `${method}: ${taken ? 'new fit' : 'unchanged'}, ${why}`;

/** Fits confidence to what came of verdicts, and lets the fits hold that are better than what held before, from the next diagnosis on. */
export async function calibrateConfidence(tx: Tx, options: FitOptions): Promise<CalibrationVersion> {
  const { verdicts, fits, reports } = await tryCalibration(tx, options);
  const row = await tx.one<Row>(
    `insert into calibration (tenant_id, fits, reports, options, verdicts, created_by) values ($1, $2::jsonb, $3::jsonb, $4::jsonb, $5, $6::jsonb)
     returning version, fits, reports, options, verdicts, created_by, created_at`,
    [tx.tenant, JSON.stringify(fits), JSON.stringify(reports), JSON.stringify(options), verdicts.length, JSON.stringify(tx.actor)],
  );
  const made = toVersion(row);
  await appendRecord(tx, {
    incidentId: null,
    kind: 'confidence-calibrated',
    stage: 'learn',
    summary: `Calibrated confidence on ${verdicts.length} judged verdicts. ${reports.map(told).join('; ')}.`,
    detail: {
      version: made.version,
      verdicts: verdicts.length,
      fits,
      taken: reports.filter(({ taken }) => taken).map(({ method }) => method),
    },
  });
  return made;
}

/** How the steward calibrates. */
const ownOptions: FitOptions = { method: 'auto', validationSplit: 0.2, targetAccuracy: 0.9 };
/** So many verdicts more than at the last time make it worth another look. */
const newVerdicts = 20;

/** Calibrates when the last time is a day ago and enough new verdicts came since. @returns null when it is not due */
export async function calibrateWhenDue(tx: Tx): Promise<CalibrationVersion | null> {
  const recent = await tx.maybe<{ verdicts: number; fresh: boolean }>(
    `select verdicts, created_at > now() - interval '1 day' as fresh from calibration where tenant_id = $1 order by version desc limit 1`,
    [tx.tenant],
  );
  if (recent?.fresh === true) return null;
  const verdicts = await readJudgedVerdicts(tx);
  if (verdicts.length < (recent?.verdicts ?? 0) + newVerdicts) return null;
  return calibrateConfidence(tx, ownOptions);
}
