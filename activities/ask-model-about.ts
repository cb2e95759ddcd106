import { CancelledFailure } from '@temporalio/common';
import type { RunSummary } from '../connectors/contract.ts';
import type { DeskReply } from '../connectors/model/desk.ts';
import { VerdictSchema } from '../connectors/model/verdict-schema.ts';
import { fingerprint } from '../domain/diagnosis/fingerprint.ts';
import { failedModelStage, type ModelStage, type ModelVerdict, toModelStage } from '../domain/diagnosis/model-verdict.ts';
import type { NormalisedEvidence } from '../domain/diagnosis/normalise.ts';
import { composePrompt, promptVersion, questionKey } from '../domain/diagnosis/prompt.ts';
import type { DiagnosisInput } from '../domain/diagnosis/types.ts';
import { questionText } from '../domain/knowledge/question-text.ts';
import type { ScoredEntry } from '../domain/knowledge/types.ts';
import { workflowActor } from '../domain/people/actor.ts';
import { precedentSentence } from '../domain/policy/precedent.ts';
import type { Case } from '../store/cases.ts';
import { readExamples, similarCases } from '../store/knowledge/model-knowledge.ts';
import { readPrecedent } from '../store/submission-history.ts';
import type { Tx } from '../store/tx.ts';
import type { ActivityDeps, ModelAccess } from './deps.ts';
import { stopSignal } from './stop-signal.ts';

/** A question about one failure, composed inside the transaction that read its facts and asked outside of it. */
export interface PreparedQuestion {
  readonly tenantId: string;
  readonly found: Case;
  readonly round: number;
  readonly evidence: NormalisedEvidence;
  readonly key: string;
  readonly fingerprint: string;
  readonly instructions: string;
  readonly prompt: string;
}

/** Reads what else the model should know, and composes the question. */
export async function prepareQuestion(
  deps: ActivityDeps,
  tx: Tx,
  failure: {
    readonly found: Case;
    readonly round: number;
    readonly input: DiagnosisInput;
    readonly evidence: NormalisedEvidence;
    readonly history: readonly RunSummary[];
    readonly consulted: readonly ScoredEntry[];
  },
): Promise<PreparedQuestion> {
  const { found, round, input, evidence } = failure;
  const identity = fingerprint(input, evidence);
  const [examples, precedent] = await Promise.all([
    readExamples(deps.knowledge, tx, { text: questionText(input, evidence), service: found.job.name }),
    readPrecedent(tx, found.job.id, identity),
  ]);
  const { instructions, prompt } = composePrompt({
    job: found.job,
    parameters: found.run.parameters,
    attempt: found.run.attempt,
    evidence,
    history: failure.history,
    precedent: precedentSentence(precedent),
    similar: similarCases(failure.consulted),
    examples,
  });
  return {
    tenantId: tx.tenant,
    found,
    round,
    evidence,
    key: questionKey(identity, examples),
    fingerprint: identity,
    instructions,
    prompt,
  };
}

/** Asks the model about a failure, outside of any transaction. Whatever goes wrong, the ladder goes on without it. */
export async function askModelAbout(deps: ActivityDeps, model: ModelAccess, prepared: PreparedQuestion): Promise<ModelStage> {
  const { found, round, evidence, key, instructions, prompt } = prepared;
  const signal = stopSignal();
  const reply = await model.desk(
    {
      tenantId: prepared.tenantId,
      actor: workflowActor,
      purpose: 'diagnosis',
      key,
      holder: `${found.id}/${round}`,
      incidentId: found.id,
      fingerprint: prepared.fingerprint,
      promptVersion,
      instructions,
      prompt,
      schema: VerdictSchema,
    },
    signal,
  );
  if (reply.outcome === 'cancelled') throw new CancelledFailure('Stopped while the model was asked');
  return toStage(reply, deps, prepared, evidence);
}

function toStage(
  reply: DeskReply<ModelVerdict>,
  deps: ActivityDeps,
  { found }: PreparedQuestion,
  evidence: NormalisedEvidence,
): ModelStage {
  if (reply.outcome !== 'answered') return failedModelStage(reply.hint);
  const { model, calls } = reply.usage;
  return toModelStage(reply.value, {
    evidence,
    tunables: found.job.tunables,
    model,
    reused: calls === 0,
    secrets: deps.settings.secrets,
  });
}
