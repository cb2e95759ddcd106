import { fingerprint } from '../domain/diagnosis/fingerprint.ts';
import type { RuleMatcher } from '../domain/diagnosis/match-rules.ts';
import { type NormalisedEvidence, normalise } from '../domain/diagnosis/normalise.ts';
import { questionText } from '../domain/knowledge/question-text.ts';
import { requireAutomated } from '../store/automated-cases.ts';
import { type Case, readCase } from '../store/cases.ts';
import { readDiagnosis, readEvidence } from '../store/diagnoses.ts';
import type { Tx } from '../store/tx.ts';
import type { InvestigateResult, RoundInput } from '../workflows/contract.ts';
import { countRequests } from './count-requests.ts';
import type { ActivityDeps } from './deps.ts';
import { assemble, type Evidence, readPlatform, type Seen } from './gather-evidence.ts';

/** What the store knows of a round before it is looked into. The diagnosis is read before the case, which then is at least as new. */
export async function readRound(deps: ActivityDeps, tx: Tx, { incidentId, round }: RoundInput) {
  const [done, current, matcher, reported] = await Promise.all([
    readDiagnosis(tx, incidentId, round),
    readCase(tx, incidentId),
    deps.matcherFor(tx),
    readEvidence(tx, incidentId, 0),
  ]);
  return { done, current, matcher, reported };
}
type KnownRound = Awaited<ReturnType<typeof readRound>>;

/** The round is diagnosed already. */
export interface Done {
  readonly kind: 'done';
  readonly result: InvestigateResult;
}

/** What is known of a failure before its verdict. */
export interface Failure {
  readonly kind: 'failure';
  readonly seen: Seen;
  readonly evidence: Evidence;
  readonly normalised: NormalisedEvidence;
  readonly matcher: RuleMatcher;
  readonly fingerprint: string;
  /** The case as it was then. */
  readonly before: Case;
}

/** Asks the platform and reads what was said, unless the round is diagnosed already. Writes nothing. */
export async function lookInto(
  deps: ActivityDeps,
  at: RoundInput,
  { current, done, matcher, reported }: KnownRound,
): Promise<Done | Failure> {
  requireAutomated(current);
  if (done !== null) return { kind: 'done', result: { cause: done.cause, severity: current.severity } };
  const seen = await countRequests(deps, at, 'investigate', () => readPlatform(deps, current));
  const evidence = assemble(deps, current, seen, reported);
  const normalised = normalise(evidence.input);
  await deps.knowledge.prepare(questionText(evidence.input, normalised));
  const identity = fingerprint(evidence.input, normalised);
  return { kind: 'failure', seen, evidence, normalised, matcher, fingerprint: identity, before: current };
}
