import { contentHash } from '../domain/canonical.ts';
import { diagnose } from '../domain/diagnosis/ladder.ts';
import { mask } from '../domain/diagnosis/mask.ts';
import type { RuleMatcher } from '../domain/diagnosis/match-rules.ts';
import type { DiagnosisInput } from '../domain/diagnosis/types.ts';
import { wordingOpinion } from '../domain/diagnosis/wording/verdict.ts';
import { completeCorrection, type Verdict } from '../domain/learning/complete-correction.ts';
import type { CorrectedRow } from '../domain/learning/parse-corrections.ts';
import { toldError } from '../domain/learning/told-error.ts';
import { cleanText, stripControls } from '../domain/text/clean-text.ts';
import { redact } from '../domain/text/redact.ts';
import { confirmVerdict } from './diagnoses.ts';
import { newId } from './ids.ts';
import { rememberExample } from './knowledge/examples.ts';
import { readErrorsOfCase } from './reads/failed-jobs.ts';
import { appendRecord } from './record.ts';
import { endSuppressionOf } from './suppressions.ts';
import type { Tx } from './tx.ts';

/** A change that a person made to what a failure means. Texts are bounded and redacted already. */
export interface NewCorrection {
  readonly source: 'case' | 'csv';
  readonly incidentId: string | null;
  readonly fingerprint: string;
  readonly platform: string;
  readonly text: string;
  readonly rootLine: string;
  readonly before: Verdict | null;
  readonly after: Verdict;
  readonly reason: string;
  /** Who corrected it, for people: a name or a mail address. */
  readonly person: string;
  /** Two rows of files with the same key are one correction. */
  readonly importKey: string | null;
}

/** Bytes of a failure's text that a correction keeps. */
const keptTextBytes = 4_000;

/**
 * Keeps a correction and lets it take effect: the same fingerprint is settled from now on, and failures like it are shown it as an example.
 * @returns its id, or null when the same row of a file was imported before
 */
export async function keepCorrection(tx: Tx, correction: NewCorrection, secrets: readonly string[] = []): Promise<string | null> {
  const { after, incidentId } = correction;
  const id = newId('cor');
  const text = cleanText(correction.text, { maxBytes: keptTextBytes });
  const { before } = correction;
  const inserted = await tx.maybe<{ id: string }>(
    `insert into correction (tenant_id, id, source, incident_id, fingerprint, platform, text, root_line, masked_root, cause_before, origin_before, action_before,
       cause, origin, action, reason, person, actor, import_key)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18::jsonb, $19)
     on conflict (tenant_id, import_key) where import_key is not null do nothing returning id`,
    [
      ...[tx.tenant, id, correction.source, incidentId, correction.fingerprint, correction.platform, text, correction.rootLine],
      ...[mask(correction.rootLine), before?.cause ?? null, before?.origin ?? null, before?.action ?? null],
      ...[after.cause, after.origin, after.action, correction.reason, correction.person, JSON.stringify(tx.actor), correction.importKey],
    ],
  );
  if (inserted === null) return null;
  if (after.action !== 'IGNORE') await endSuppressionOf(tx, correction.fingerprint);
  await confirmVerdict(tx, {
    fingerprint: correction.fingerprint,
    ...after,
    by: 'human',
    incidentId: incidentId ?? id,
    reason: correction.reason,
  });
  const symptom = correction.rootLine === '' ? text : correction.rootLine;
  await rememberExample(tx, {
    symptom,
    ...after,
    reason: correction.reason,
    fingerprint: correction.fingerprint,
    incidentId,
    service: null,
    secrets,
  });
  return id;
}

/** Who imports a file, and what is known while it is read. */
export interface ImportContext {
  readonly matcher: RuleMatcher;
  readonly person: string;
  readonly secrets: readonly string[];
}

const inputOf = (cells: Readonly<Record<string, string>>, secrets: readonly string[]): DiagnosisInput => {
  const message = cells['Error Message'] ?? '';
  const exception = (cells['Exception Type'] ?? '').trim();
  const told = exception === '' || message.includes(exception) ? message : `${exception}: ${message}`;
  const errorText = cleanText(redact(stripControls(told), secrets), { maxBytes: 16_384 });
  return { platform: '', errorText, logTail: '', exitCode: null, signal: null, platformReason: null };
};

/**
 * Takes over one row of a file: it corrects the error that it tells of, and no other of the same case. What it leaves open stays as that error was
 * diagnosed. The same row of the same file does nothing the second time. @returns whether it was new
 */
export async function importCorrection(
  tx: Tx,
  row: CorrectedRow & { readonly occurrence: number },
  { matcher, person, secrets }: ImportContext,
): Promise<boolean> {
  const jobId = (row.cells['Job ID'] ?? '').trim();
  const errors = await readErrorsOfCase(tx, jobId);
  const incidentId = errors.length === 0 ? null : jobId;
  const told = toldError(row.cells, errors);
  const input = inputOf(row.cells, secrets);
  const found = told?.diagnosis ?? diagnose(told?.unjudged ?? input, { matcher, confirmed: null, wording: wordingOpinion });
  const id = await keepCorrection(
    tx,
    {
      source: 'csv',
      incidentId,
      fingerprint: found.fingerprint,
      platform: told?.platform ?? '',
      text: input.errorText,
      rootLine: found.rootLine,
      before: { cause: found.cause, origin: found.origin, action: found.proposedAction },
      after: completeCorrection(found, row),
      reason: `Corrected in an imported report by ${person}`,
      person,
      importKey: contentHash({ cells: row.cells, occurrence: row.occurrence }),
    },
    secrets,
  );
  if (id === null) return false;
  await appendRecord(tx, {
    incidentId,
    kind: 'correction-imported',
    stage: 'learn',
    summary: `${person} corrected this failure in a report: ${row.origin ?? row.cause ?? row.action ?? ''}.`,
    detail: { correction: id, line: row.line, person },
  });
  return true;
}
