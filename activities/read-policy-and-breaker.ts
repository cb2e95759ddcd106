import type { BreakerHistory } from '../domain/policy/breaker.ts';
import type { Case } from '../store/cases.ts';
import { type EffectivePolicy, readPolicy } from '../store/policies.ts';
import { readBreaker } from '../store/submission-history.ts';
import type { Tx } from '../store/tx.ts';
import type { ActivityDeps } from './deps.ts';

/** The policy that holds for a job and what its breaker looks at. One round trip, unless the job's window is longer than the usual one. */
export async function readPolicyAndBreaker(
  { basePolicy }: Pick<ActivityDeps, 'basePolicy'>,
  tx: Tx,
  job: Case['job'],
): Promise<{ readonly effective: EffectivePolicy; readonly breaker: BreakerHistory }> {
  const usual = basePolicy.breaker.windowMs;
  const [effective, breaker] = await Promise.all([readPolicy(tx, basePolicy, job), readBreaker(tx, job.id, usual)]);
  const { windowMs } = effective.policy.breaker;
  return { effective, breaker: windowMs > usual ? await readBreaker(tx, job.id, windowMs) : breaker };
}
