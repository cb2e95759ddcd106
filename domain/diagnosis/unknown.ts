import type { Action } from '../incidents/vocabulary.ts';
import type { DiagnosisInput } from './types.ts';

/** Words by which a text or a platform says that the failure will pass. */
const passing =
  /\b(?:transient|temporar(?:y|ily)|try again|retry (?:later|the|your)|please retry|is retr(?:y|i)able|will be retried|retrying (?:the job )?may|intermittent|backendError|internal ?(?:server )?error|something went wrong (?:within|on our|in our))\b|"is_transient": ?true|"retryable": ?true/i;
/** Reasons by which platforms say that the fault is their own. */
const platformFault =
  /^(?:INTERNAL_ERROR|CLOUD_FAILURE|CLUSTER_ERROR|SERVICE_FAULT|BREAKING_CHANGE|DRIVER_ERROR|RETRYABLE\w*|SYSTEM_ERROR)$/i;

/** What to propose when no stage could tell the cause: a retry only where text or platform say that it is passing. */
export function actionForUnknown(input: DiagnosisInput): Action {
  const text = `${input.errorText}\n${input.logTail}`;
  return passing.test(text) || platformFault.test(input.platformReason ?? '') ? 'RETRY' : 'SEND_EMAIL';
}
