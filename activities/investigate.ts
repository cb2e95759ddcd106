import { fingerprint } from '../domain/diagnosis/fingerprint.ts';
import { diagnose, type LadderOptions } from '../domain/diagnosis/ladder.ts';
import type { RuleMatcher } from '../domain/diagnosis/match-rules.ts';
import { isModelsTurn } from '../domain/diagnosis/model-turn.ts';
import type { ModelStage } from '../domain/diagnosis/model-verdict.ts';
import { type NormalisedEvidence, normalise } from '../domain/diagnosis/normalise.ts';
import type { Diagnosis } from '../domain/diagnosis/types.ts';
import type { ScoredEntry } from '../domain/knowledge/types.ts';
import { workflowActor } from '../domain/people/actor.ts';
import { readCalibration } from '../store/calibration.ts';
import { type Case, lockOpenCase } from '../store/cases.ts';
import { readConfirmed, readDiagnosis, readEvidence, saveDiagnosis } from '../store/diagnoses.ts';
import { patchIncident } from '../store/incidents.ts';
import { saveUses } from '../store/knowledge/uses.ts';
import { readPolicy } from '../store/policies.ts';
import { StoreRefusal } from '../store/refusal.ts';
import { settleTry } from '../store/runs.ts';
import type { Tx } from '../store/tx.ts';
import type { InvestigateResult, RoundInput } from '../workflows/contract.ts';
import { askKnowledge, prepareKnowledge } from './ask-knowledge.ts';
import { askModelAbout, type PreparedQuestion, prepareQuestion } from './ask-model-about.ts';
import type { ActivityDeps, ModelAccess } from './deps.ts';
import { assemble, type Evidence, readPlatform, type Seen } from './gather-evidence.ts';

/** Gathers the evidence of a round from the platform and runs the ladder over it. Get or do: a round is diagnosed once. */
export async function investigate(deps: ActivityDeps, { tenantId, incidentId, round }: RoundInput): Promise<InvestigateResult> {
  const begun = deps.now();
  const found = await deps.transact(tenantId, workflowActor, async (tx) => {
    const [current, done] = await Promise.all([lockOpenCase(tx, incidentId), readDiagnosis(tx, incidentId, round)]);
    if (done === null) await patchIncident(tx, incidentId, { status: 'ANALYZING', round });
    return { current, done };
  });
  if (found.done !== null) return { cause: found.done.cause, severity: found.current.severity };

  const seen = await readPlatform(deps, found.current);
  await prepareKnowledge(deps, { tenantId }, found.current, seen);
  const at = { tenantId, incidentId, round, begun };
  const turn = await deps.transact(tenantId, workflowActor, (tx) => firstTurn(deps, tx, at, seen));
  if (turn.kind === 'duplicate') throw new StoreRefusal('closed', 'The same failure is handled in another case');
  if (turn.kind === 'diagnosed') return turn.result;
  const stage = await askModelAbout(deps, turn.model, turn.question);
  return deps.transact(tenantId, workflowActor, (tx) => secondTurn(deps, tx, at, turn, stage));
}

interface Round extends RoundInput {
  readonly begun: Date;
}

/** A round that waits for the model, with everything that the ladder knows without it. */
interface Asking {
  readonly kind: 'ask';
  readonly model: ModelAccess;
  readonly question: PreparedQuestion;
  readonly evidence: Evidence;
  readonly stages: LadderOptions;
  readonly consulted: readonly ScoredEntry[];
}

/** The ladder without the model. Ends the round, unless there is a model and it is its turn. */
async function firstTurn(
  deps: ActivityDeps,
  tx: Tx,
  at: Round,
  seen: Seen,
): Promise<{ readonly kind: 'diagnosed'; readonly result: InvestigateResult } | { readonly kind: 'duplicate' } | Asking> {
  const { incidentId, round } = at;
  const [current, done, matcher, reported] = await Promise.all([
    lockOpenCase(tx, incidentId),
    readDiagnosis(tx, incidentId, round),
    deps.matcherFor(tx),
    readEvidence(tx, incidentId, 0),
  ]);
  if (done !== null) return { kind: 'diagnosed', result: { cause: done.cause, severity: current.severity } };
  const evidence = assemble(deps, current, seen, reported);
  const [settled, { stages, consulted, normalised }] = await Promise.all([
    seen.report === null ? 'settled' : settleTry(tx, current, seen.report),
    runLadder(deps, tx, current, evidence, matcher),
  ]);
  if (settled === 'duplicate') return { kind: 'duplicate' };
  const diagnosis = diagnose(evidence.input, stages);
  const { model } = deps;
  if (model !== null && isModelsTurn(model.mode, diagnosis, (await readPolicy(tx, deps.basePolicy, current.job)).policy)) {
    const failure = { found: current, round, input: evidence.input, evidence: normalised, history: seen.history, consulted };
    return { kind: 'ask', model, question: await prepareQuestion(deps, tx, failure), evidence, stages, consulted };
  }
  return { kind: 'diagnosed', result: await save(deps, tx, at, current, { evidence, diagnosis, consulted }) };
}

/** The ladder with the model's word, or with the note that it gave none. */
async function secondTurn(
  deps: ActivityDeps,
  tx: Tx,
  at: Round,
  asking: Asking,
  { verdict, parameters }: ModelStage,
): Promise<InvestigateResult> {
  const { incidentId, round } = at;
  const [current, done, confirmed] = await Promise.all([
    lockOpenCase(tx, incidentId),
    readDiagnosis(tx, incidentId, round),
    readConfirmed(tx, asking.question.fingerprint),
  ]);
  if (done !== null) return { cause: done.cause, severity: current.severity };
  const { evidence, stages, consulted } = asking;
  const diagnosis = diagnose(evidence.input, { ...stages, confirmed, model: verdict, proposedParameters: parameters });
  return save(deps, tx, at, current, { evidence, diagnosis, consulted });
}

/** Keeps the verdict, what it rests on and which knowledge was consulted. */
async function save(
  deps: ActivityDeps,
  tx: Tx,
  { tenantId, incidentId, round, begun }: Round,
  current: Case,
  found: { readonly evidence: Evidence; readonly diagnosis: Diagnosis; readonly consulted: readonly ScoredEntry[] },
): Promise<InvestigateResult> {
  const { diagnosis } = found;
  const [severity] = await Promise.all([
    saveDiagnosis(tx, current, {
      round,
      evidence: found.evidence.pieces,
      diagnosis,
      durationMs: deps.now().getTime() - begun.getTime(),
    }),
    saveUses(tx, { incidentId, round, found: found.consulted, diagnosis }),
  ]);
  deps.log({
    event: 'incident-diagnosed',
    tenantId,
    incidentId,
    round,
    run: current.run.runKey,
    cause: diagnosis.cause,
    confidence: diagnosis.confidence,
    method: diagnosis.method,
  });
  return { cause: diagnosis.cause, severity };
}

interface Laddered {
  readonly stages: LadderOptions;
  readonly normalised: NormalisedEvidence;
  readonly consulted: readonly ScoredEntry[];
}

/** What confirmed verdict, rules and knowledge base say; the model takes its place between these and the merge. */
async function runLadder(deps: ActivityDeps, tx: Tx, found: Case, { input }: Evidence, matcher: RuleMatcher): Promise<Laddered> {
  const normalised = normalise(input);
  const identity = fingerprint(input, normalised);
  const [confirmed, calibration, known] = await Promise.all([
    readConfirmed(tx, identity),
    readCalibration(tx),
    askKnowledge(deps, tx, { input, evidence: normalised, fingerprint: identity, job: found.job }),
  ]);
  return { stages: { matcher, confirmed, knowledge: known.verdict, calibration }, normalised, consulted: known.found };
}
