import type { RunReport } from '../connectors/contract.ts';
import { diagnose, type LadderOptions } from '../domain/diagnosis/ladder.ts';
import { isModelsTurn } from '../domain/diagnosis/model-turn.ts';
import type { ModelStage } from '../domain/diagnosis/model-verdict.ts';
import type { Diagnosis } from '../domain/diagnosis/types.ts';
import { wordingOpinion } from '../domain/diagnosis/wording/verdict.ts';
import type { ScoredEntry } from '../domain/knowledge/types.ts';
import { workflowActor } from '../domain/people/actor.ts';
import { requireAutomated } from '../store/automated-cases.ts';
import { readCalibration } from '../store/calibration.ts';
import { type Kept, saveKept } from '../store/case-change.ts';
import { type Case, lockAgain, lockOpenCase, readCase } from '../store/cases.ts';
import { keepDiagnosis, readConfirmed, readDiagnosis } from '../store/diagnoses.ts';
import { beginRound } from '../store/incidents.ts';
import { saveUses } from '../store/knowledge/uses.ts';
import { readPolicy } from '../store/policies.ts';
import { StoreRefusal } from '../store/refusal.ts';
import { settleTry } from '../store/runs.ts';
import type { Tx } from '../store/tx.ts';
import type { InvestigateResult, RoundInput } from '../workflows/contract.ts';
import { askKnowledge } from './ask-knowledge.ts';
import { askModelAbout, type PreparedQuestion, prepareQuestion } from './ask-model-about.ts';
import type { ActivityDeps, ModelAccess } from './deps.ts';
import type { Evidence } from './gather-evidence.ts';
import { type Done, type Failure, lookInto, readRound } from './look-into.ts';

/** Gathers the evidence of a round from the platform and runs the ladder over it. Get or do: a round is diagnosed once. */
export async function investigate(deps: ActivityDeps, { tenantId, incidentId, round }: RoundInput): Promise<InvestigateResult> {
  const at = { tenantId, incidentId, round, begun: deps.now() };
  const [known] = await deps.transact(tenantId, workflowActor, (tx) =>
    tx.finish([readRound(deps, tx, at), beginRound(tx, incidentId, round)]),
  );
  const looked = await lookInto(deps, at, known);
  if (looked.kind === 'done') return looked.result;
  const turn = await deps.transact(tenantId, workflowActor, async (tx) => {
    const first = await firstTurn(deps, tx, at, looked);
    if (first.kind === 'diagnosed') return { kind: 'done' as const, result: await keep(deps, tx, at, first) };
    return first.kind === 'ask' ? { ...first, question: await prepareQuestion(deps, tx, first.about) } : first;
  });
  if (turn.kind === 'duplicate') throw handledElsewhere();
  if (turn.kind === 'done') return turn.result;
  const stage = await askModelAbout(deps, turn.model, turn.question);
  return deps.transact(tenantId, workflowActor, (tx) => secondTurn(deps, tx, at, turn, stage));
}

export const handledElsewhere = () => new StoreRefusal('closed', 'The same failure is handled in another case');

export interface Round extends RoundInput {
  readonly begun: Date;
}

/** A verdict that is not kept yet. */
export interface Diagnosed {
  readonly kind: 'diagnosed';
  /** The case as it was before. */
  readonly current: Case;
  readonly evidence: Evidence;
  readonly diagnosis: Diagnosis;
  readonly consulted: readonly ScoredEntry[];
  /** What the platform says of the run, where that is not written yet. */
  readonly told: RunReport | null;
}

/** A round that waits for the model, with everything that the ladder knows without it. */
interface Asking {
  readonly kind: 'ask';
  readonly model: ModelAccess;
  readonly about: Parameters<typeof prepareQuestion>[2];
  readonly evidence: Evidence;
  readonly stages: LadderOptions;
  readonly consulted: readonly ScoredEntry[];
}

/** The ladder without the model, or the word that it is the model's turn. */
export async function firstTurn(
  deps: ActivityDeps,
  tx: Tx,
  { incidentId, round }: RoundInput,
  failure: Failure,
): Promise<Diagnosed | Done | Asking | { readonly kind: 'duplicate' }> {
  const { seen, evidence, normalised, before } = failure;
  const [current, done, { stages, consulted }] = await Promise.all([
    lockAgain(tx, before),
    readDiagnosis(tx, incidentId, round),
    runLadder(deps, tx, failure),
  ]);
  requireAutomated(current);
  if (done !== null) return { kind: 'done', result: { cause: done.cause, severity: (await readCase(tx, incidentId)).severity } };
  const diagnosis = diagnose(evidence.input, stages);
  const { model } = deps;
  const asks = model !== null && isModelsTurn(model.mode, diagnosis, (await readPolicy(tx, deps.basePolicy, current.job)).policy);
  // Only a run whose try was not known can turn out to be another case's; otherwise its facts go along with the verdict.
  const settlesFirst = seen.report !== null && (asks || current.run.try === null);
  if (settlesFirst && (await settleTry(tx, current, seen.report)) === 'duplicate') return { kind: 'duplicate' };
  if (asks) {
    const about = { found: current, round, input: evidence.input, evidence: normalised, history: seen.history, consulted };
    return { kind: 'ask', model, about, evidence, stages, consulted };
  }
  return { kind: 'diagnosed', current, evidence, diagnosis, consulted, told: settlesFirst ? null : seen.report };
}

/** The ladder with the model's word, or with the note that it gave none. */
async function secondTurn(
  deps: ActivityDeps,
  tx: Tx,
  at: Round,
  asking: Asking & { readonly question: PreparedQuestion },
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
  return keep(deps, tx, at, { kind: 'diagnosed', current, evidence, diagnosis, consulted, told: null });
}

/** Keeps a verdict: the last that a transaction does. */
async function keep(deps: ActivityDeps, tx: Tx, at: Round, diagnosed: Diagnosed): Promise<InvestigateResult> {
  const verdict = keepVerdict(deps, tx, at, diagnosed);
  await tx.finish([saveKept(tx, at.incidentId, verdict)]);
  return verdict.result;
}

/** Starts to keep the verdict, what it rests on and which knowledge was consulted. */
export function keepVerdict(
  deps: ActivityDeps,
  tx: Tx,
  { tenantId, incidentId, round, begun }: Round,
  { current, evidence, diagnosis, consulted, told }: Diagnosed,
): Kept & { readonly result: InvestigateResult } {
  const { cause, confidence, method } = diagnosis;
  deps.log({ event: 'incident-diagnosed', tenantId, incidentId, round, run: current.run.runKey, cause, confidence, method });
  const durationMs = deps.now().getTime() - begun.getTime();
  const { stored, change, severity } = keepDiagnosis(tx, current, { round, evidence: evidence.pieces, diagnosis, durationMs });
  const uses = saveUses(tx, { incidentId, round, found: consulted, diagnosis });
  const run = told === null ? undefined : settleTry(tx, current, told);
  return { stored: Promise.all([stored, uses, run]), change, result: { cause, severity } };
}

interface Laddered {
  readonly stages: LadderOptions;
  readonly consulted: readonly ScoredEntry[];
}

/** What confirmed verdict, rules and knowledge base say; the model takes its place between these and the merge. */
async function runLadder(deps: ActivityDeps, tx: Tx, failure: Failure): Promise<Laddered> {
  const { evidence, normalised, matcher, fingerprint: identity, before } = failure;
  const [confirmed, calibration, known] = await Promise.all([
    readConfirmed(tx, identity),
    readCalibration(tx),
    askKnowledge(deps, tx, { input: evidence.input, evidence: normalised, fingerprint: identity, job: before.job }),
  ]);
  return { stages: { matcher, confirmed, knowledge: known.verdict, wording: wordingOpinion, calibration }, consulted: known.found };
}
