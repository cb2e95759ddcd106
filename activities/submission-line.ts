import type { Case } from '../store/cases.ts';
import type { Effect } from '../store/effects.ts';
import type { SubmissionRequest } from './claim-submission.ts';

/** What was kept with a submission's claim. */
export const requestOf = (effect: Effect): SubmissionRequest => effect.request as unknown as SubmissionRequest;

/** The line of the record for a submission, by how it ended. */
export function submissionLine(
  effect: Effect,
  job: Case['job'],
): { readonly kind: string; readonly summary: string; readonly detail: Readonly<Record<string, unknown>> } {
  const { attempt, changes } = requestOf(effect);
  const diff = changes
    .map((change) => `${change.name} ${change.before ?? 'unset'} → ${change.after}${change.unit === null ? '' : ` ${change.unit}`}`)
    .join(', ');
  const detail = { attempt, changes, run: effect.externalId };
  if (effect.state === 'confirmed')
    return {
      kind: 'run-submitted',
      summary: `Attempt ${attempt}: ${job.name} was started again${diff === '' ? ' with the same parameters' : ` with ${diff}`}.`,
      detail,
    };
  const why = (effect.response as { message?: string } | null)?.message ?? '';
  if (effect.state === 'refused')
    return { kind: 'submission-refused', summary: `${job.platform} refused attempt ${attempt}: ${why}`, detail };
  return {
    kind: 'submission-unknown',
    summary: `Nobody can tell whether attempt ${attempt} was started; it is not sent again: ${why}.`,
    detail,
  };
}
