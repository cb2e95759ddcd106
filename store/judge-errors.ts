import { fingerprint } from '../domain/diagnosis/fingerprint.ts';
import { diagnose } from '../domain/diagnosis/ladder.ts';
import { normalise } from '../domain/diagnosis/normalise.ts';
import type { Diagnosis, DiagnosisInput } from '../domain/diagnosis/types.ts';
import type { FailedJob } from '../domain/reports/types.ts';
import { readCalibration } from './calibration.ts';
import { readConfirmedOf } from './diagnoses.ts';
import type { StoredError } from './reads/failed-jobs.ts';
import type { MatcherFor } from './rule-matchers.ts';
import type { Tx } from './tx.ts';

/** What rules and confirmed verdicts say of an error that no case was diagnosed by. Pure: it may be asked when no transaction is open. */
export type JudgeError = (error: StoredError) => Diagnosis | null;

/** Reads what is needed to judge the errors that stand beside the diagnosed ones. */
export async function readJudge(tx: Tx, matcherFor: MatcherFor, jobs: readonly FailedJob<StoredError>[]): Promise<JudgeError> {
  const inputs = jobs.flatMap((job) => job.errors.flatMap((error) => (error.unjudged === null ? [] : [error.unjudged])));
  if (inputs.length === 0) return (error) => error.diagnosis;
  const [matcher, calibration, verdicts] = await Promise.all([
    matcherFor(tx),
    readCalibration(tx),
    readConfirmedOf(tx, [...new Set(inputs.map(identityOf))]),
  ]);
  const confirmed = new Map(verdicts.map((verdict) => [verdict.fingerprint, verdict]));
  return ({ diagnosis, unjudged }) =>
    unjudged === null ? diagnosis : diagnose(unjudged, { matcher, calibration, confirmed: confirmed.get(identityOf(unjudged)) ?? null });
}

const identityOf = (input: DiagnosisInput): string => fingerprint(input, normalise(input));
