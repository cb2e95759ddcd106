import type { Action, Cause, DiagnosisMethod } from '../../domain/incidents/vocabulary.ts';
import { workflowActor } from '../../domain/people/actor.ts';
import { saveKept } from '../../store/case-change.ts';
import { readCase } from '../../store/cases.ts';
import { keepDecision } from '../../store/decisions.ts';
import { keepDiagnosis } from '../../store/diagnoses.ts';
import { claimEffect, saveOutcome } from '../../store/effects.ts';
import { closeIncident } from '../../store/incidents.ts';
import { acceptFailures } from '../../store/intake.ts';
import type { Transact } from '../../store/tx.ts';
import { testTenant } from './api.ts';
import { heapDiagnosis } from './cases.ts';

/** A case that has run its course, as far as figures of learning look at it. */
export interface JudgedCase {
  readonly run: string;
  readonly job?: string;
  readonly application?: string;
  readonly cause: Cause;
  readonly method?: DiagnosisMethod;
  readonly confidence: number;
  readonly action: Action;
  readonly fingerprint?: string;
  /** What came of the resubmission. */
  readonly outcome?: 'green' | 'red';
  /** Ends the case as the lifecycle would. */
  readonly resolution?: 'verified' | 'recovered';
  readonly finishedAt?: string;
  readonly errorText?: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Takes a case through the store's own verbs. @returns its id */
export async function makeCase(transact: Transact, given: JudgedCase): Promise<string> {
  const [accepted] = await transact(testTenant, workflowActor, (tx) =>
    acceptFailures(tx, [
      {
        platform: 'http',
        jobKey: given.job ?? 'nightly',
        runKey: given.run,
        try: 0,
        submissionKey: null,
        application: given.application ?? 'billing',
        owner: null,
        criticality: null,
        errorText: given.errorText ?? 'It broke',
        logTail: null,
        parameters: given.parameters ?? null,
        finishedAt: given.finishedAt ?? null,
        detectedBy: 'trigger',
      },
    ]),
  );
  const id = accepted?.incidentId ?? '';
  const { cause, confidence, action, method = 'rule' } = given;
  await transact(testTenant, workflowActor, async (tx) => {
    const fingerprint = given.fingerprint ?? given.run.padEnd(32, '0').slice(0, 32);
    const stages = heapDiagnosis.stages.map((stage) => ({ ...stage, cause, confidence, action, source: `rule-of-${cause}` }));
    const diagnosis = { ...heapDiagnosis, cause, confidence, method, fingerprint, proposedAction: action, stages };
    const evidence = [{ kind: 'error', content: given.errorText ?? 'It broke', note: null }] as const;
    await saveKept(tx, id, keepDiagnosis(tx, await readCase(tx, id), { round: 1, evidence, diagnosis, durationMs: 1 }));
    await saveKept(
      tx,
      id,
      keepDecision(tx, await readCase(tx, id), {
        round: 1,
        revision: 1,
        decision: {
          action,
          parameters: {},
          changes: [],
          reason: 'as it fits',
          riskTier: 'R1',
          confidence,
          cause,
          criticality: 'normal',
          approval: [],
          shadow: false,
          notBefore: null,
          policyVersion: 0,
        },
        waits: null,
        asked: [],
        evidenceDigest: 'digest',
      }),
    );
  });
  if (given.outcome !== undefined) await endResubmission(transact, id, given.outcome, action);
  if (given.resolution !== undefined) {
    const { resolution } = given;
    await transact(testTenant, workflowActor, (tx) => closeIncident(tx, id, 'RESOLVED', 'automation', resolution));
  }
  return id;
}

async function endResubmission(transact: Transact, id: string, outcome: 'green' | 'red', action: Action): Promise<void> {
  const key = `${id}/1/submission`;
  await transact(testTenant, workflowActor, async (tx) => {
    await claimEffect(tx, {
      key,
      incidentId: id,
      round: 1,
      kind: 'submission',
      target: 'job',
      request: { action },
      automatic: true,
      fingerprint: null,
    });
    await saveOutcome(tx, key, outcome);
  });
}
