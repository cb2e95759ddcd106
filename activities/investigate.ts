import { fingerprint } from '../domain/diagnosis/fingerprint.ts';
import { diagnose, type LadderOptions } from '../domain/diagnosis/ladder.ts';
import type { RuleMatcher } from '../domain/diagnosis/match-rules.ts';
import { isModelsTurn } from '../domain/diagnosis/model-turn.ts';
import type { ModelStage } from '../domain/diagnosis/model-verdict.ts';
import { type NormalisedEvidence, normalise } from '../domain/diagnosis/normalise.ts';
import type { Diagnosis } from '../domain/diagnosis/types.ts';
import { wordingOpinion } from '../domain/diagnosis/wording/verdict.ts';
import { questionText } from '../domain/knowledge/question-text.ts';
import type { ScoredEntry } from '../domain/knowledge/types.ts';
import { workflowActor } from '../domain/people/actor.ts';
import { readCalibration } from '../store/calibration.ts';
import { type Case, lockOpenCase, readCase, requireAutomated } from '../store/cases.ts';
import { readConfirmed, readDiagnosis, readEvidence, saveDiagnosis } from '../store/diagnoses.ts';
import { beginRound } from '../store/incidents.ts';
import { saveUses } from '../store/knowledge/uses.ts';
import { readPolicy } from '../store/policies.ts';
import { StoreRefusal } from '../store/refusal.ts';
import { settleTry } from '../store/runs.ts';
import type { Tx } from '../store/tx.ts';
import type { InvestigateResult, RoundInput } from '../workflows/contract.ts';
import { askKnowledge } from './ask-knowledge.ts';
import { askModelAbout, type PreparedQuestion, prepareQuestion } from './ask-model-about.ts';
import { countRequests } from './count-requests.ts';
import type { ActivityDeps, ModelAccess } from './deps.ts';
import { assemble, type Evidence, readPlatform, type Seen } from './gather-evidence.ts';

/** Gathers the evidence of a round from the platform and runs the ladder over it. Get or do: a round is diagnosed once. */
export async function investigate(deps: ActivityDeps, { tenantId, incidentId, round }: RoundInput): Promise<InvestigateResult> {
  const begun = deps.now();
  const [current, done, matcher, reported] = await deps.transact(tenantId, workflowActor, (tx) =>
    tx.finish([
      readCase(tx, incidentId),
      readDiagnosis(tx, incidentId, round),
      deps.matcherFor(tx),
      readEvidence(tx, incidentId, 0),
      beginRound(tx, incidentId, round),
    ]),
  );
  requireAutomated(current);
  if (done !== null) return { cause: done.cause, severity: current.severity };

  const seen = await countRequests(deps, { tenantId, incidentId }, 'investigate', () => readPlatform(deps, current));
  const evidence = assemble(deps, current, seen, reported);
  const normalised = normalise(evidence.input);
  const failure = { seen, evidence, normalised, matcher, fingerprint: fingerprint(evidence.input, normalised), job: current.job };
  await deps.knowledge.prepare(questionText(evidence.input, normalised));
  const at = { tenantId, incidentId, round, begun };
  const turn = await deps.transact(tenantId, workflowActor, (tx) => firstTurn(deps, tx, at, failure));
  if (turn.kind === 'duplicate') throw new StoreRefusal('closed', 'The same failure is handled in another case');
  if (turn.kind === 'diagnosed') return turn.result;
  const stage = await askModelAbout(deps, turn.model, turn.question);
  return deps.transact(tenantId, workflowActor, (tx) => secondTurn(deps, tx, at, turn, stage));
}

/** What is known of a failure before its verdict. */
interface Failure {
  readonly seen: Seen;
  readonly evidence: Evidence;
  readonly normalised: NormalisedEvidence;
  readonly matcher: RuleMatcher;
  readonly fingerprint: string;
  readonly job: Case['job'];
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
  failure: Failure,
): Promise<{ readonly kind: 'diagnosed'; readonly result: InvestigateResult } | { readonly kind: 'duplicate' } | Asking> {
  const { incidentId, round } = at;
  const { seen, evidence, normalised } = failure;
  const [current, done, { stages, consulted }] = await Promise.all([
    lockOpenCase(tx, incidentId),
    readDiagnosis(tx, incidentId, round),
    runLadder(deps, tx, failure),
  ]);
  if (done !== null) return { kind: 'diagnosed', result: { cause: done.cause, severity: current.severity } };
  const diagnosis = diagnose(evidence.input, stages);
  const { model } = deps;
  const settling = seen.report === null ? Promise.resolve('settled' as const) : settleTry(tx, current, seen.report);
  // Only a run whose try was not known can turn out to be another case's; otherwise its facts go along with the verdict.
  if (current.run.try === null && (await settling) === 'duplicate') return { kind: 'duplicate' };
  if (model !== null && isModelsTurn(model.mode, diagnosis, (await readPolicy(tx, deps.basePolicy, current.job)).policy)) {
    await settling;
    const asked = { found: current, round, input: evidence.input, evidence: normalised, history: seen.history, consulted };
    return { kind: 'ask', model, question: await prepareQuestion(deps, tx, asked), evidence, stages, consulted };
  }
  return { kind: 'diagnosed', result: await save(deps, tx, at, current, { evidence, diagnosis, consulted, settling }) };
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
  found: {
    readonly evidence: Evidence;
    readonly diagnosis: Diagnosis;
    readonly consulted: readonly ScoredEntry[];
    readonly settling?: Promise<unknown>;
  },
): Promise<InvestigateResult> {
  const { diagnosis } = found;
  const [severity] = await tx.finish([
    saveDiagnosis(tx, current, {
      round,
      evidence: found.evidence.pieces,
      diagnosis,
      durationMs: deps.now().getTime() - begun.getTime(),
    }),
    saveUses(tx, { incidentId, round, found: found.consulted, diagnosis }),
    found.settling,
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
  readonly consulted: readonly ScoredEntry[];
}

/** What confirmed verdict, rules and knowledge base say; the model takes its place between these and the merge. */
async function runLadder(deps: ActivityDeps, tx: Tx, failure: Failure): Promise<Laddered> {
  const { evidence, normalised, matcher, fingerprint: identity, job } = failure;
  const [confirmed, calibration, known] = await Promise.all([
    readConfirmed(tx, identity),
    readCalibration(tx),
    askKnowledge(deps, tx, { input: evidence.input, evidence: normalised, fingerprint: identity, job }),
  ]);
  return { stages: { matcher, confirmed, knowledge: known.verdict, wording: wordingOpinion, calibration }, consulted: known.found };
}
