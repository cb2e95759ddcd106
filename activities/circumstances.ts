import type { BreakerHistory } from '../domain/policy/breaker.ts';
import type { TriedParameters } from '../domain/policy/parameter-ladder.ts';
import type { Case } from '../store/cases.ts';
import type { EffectivePolicy } from '../store/policies.ts';
import { type DecisionContext, readDecisionContext } from '../store/reads/decision-context.ts';
import { triedParameters } from '../store/submission-history.ts';
import { automaticSubmissionsLastHour } from '../store/submission-minutes.ts';
import type { Tx } from '../store/tx.ts';
import type { ActivityDeps } from './deps.ts';
import { readPolicyAndBreaker } from './read-policy-and-breaker.ts';

/** What a decision on a failure looks at in the store, whatever its diagnosis says. */
export interface Circumstances {
  readonly effective: EffectivePolicy;
  readonly breaker: BreakerHistory;
  readonly tried: readonly TriedParameters[];
  readonly submissionsLastHour: number;
  readonly context: DecisionContext;
}

/** Reads them as of now. Its statements are all started at once. */
export async function readCircumstances(deps: ActivityDeps, tx: Tx, { id, job }: Case, fingerprint: string): Promise<Circumstances> {
  const [{ effective, breaker }, tried, submissionsLastHour, context] = await Promise.all([
    readPolicyAndBreaker(deps, tx, job),
    triedParameters(tx, { incidentId: id, jobId: job.id, fingerprint }),
    automaticSubmissionsLastHour(tx),
    readDecisionContext(tx, { incidentId: id, jobId: job.id, fingerprint }, deps.now()),
  ]);
  return { effective, breaker, tried, submissionsLastHour, context };
}
