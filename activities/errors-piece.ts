import type { JobError } from '../domain/reports/types.ts';
import type { EvidencePiece } from '../store/diagnoses.ts';

/** Errors of one run that are kept one by one. */
const mostErrors = 500;
/** Bytes of a message, where there are few and where there are many. */
const longMessage = 2_000;
const shortMessage = 400;
const fewErrors = 50;
const shortText = 200;

/** The errors of a run one by one, as reports count them; nothing where the platform tells of none. */
export function errorsPiece(errors: readonly JobError[], safe: (text: string, maxBytes: number) => string): readonly EvidencePiece[] {
  if (errors.length === 0) return [];
  const longest = errors.length > fewErrors ? shortMessage : longMessage;
  const safeOrNull = (text: string | null, maxBytes: number) => (text === null ? null : safe(text, maxBytes));
  const kept = errors.slice(0, mostErrors).map(
    (error): JobError => ({
      activity: safe(error.activity, shortText),
      code: safeOrNull(error.code, shortText),
      message: safe(error.message, longest),
      exception: safeOrNull(error.exception, shortText),
      details: safeOrNull(error.details, longest),
    }),
  );
  const note = errors.length > mostErrors ? `${errors.length - mostErrors} of ${errors.length} errors were left out` : null;
  return [{ kind: 'errors', content: JSON.stringify(kept), note }];
}
