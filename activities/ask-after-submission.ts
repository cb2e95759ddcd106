import type { Connector, SubmissionRef } from '../connectors/contract.ts';
import type { RunIdentity } from '../domain/jobs/types.ts';

/** The run that a submission started whose answer was lost, null when it may be sent again, `cannot-ask` where nobody can tell. */
export async function askAfterSubmission(connector: Connector, submission: SubmissionRef): Promise<RunIdentity | null | 'cannot-ask'> {
  const { findsSubmissions, submitIsIdempotent } = connector.capabilities;
  if (findsSubmissions) return connector.findSubmission(submission);
  return submitIsIdempotent ? null : 'cannot-ask';
}
