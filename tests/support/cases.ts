import type { ActivityDeps } from '../../activities/deps.ts';
import { settleMessage } from '../../activities/settle-message.ts';
import type { Diagnosis } from '../../domain/diagnosis/types.ts';
import type { Tunable } from '../../domain/jobs/types.ts';
import { workflowActor } from '../../domain/people/actor.ts';
import type { SettleResult } from '../../domain/people/moves.ts';
import type { Decision } from '../../domain/policy/types.ts';
import { saveKept } from '../../store/case-change.ts';
import { readCase } from '../../store/cases.ts';
import { keepDecision } from '../../store/decisions.ts';
import { keepDiagnosis } from '../../store/diagnoses.ts';
import { closeIncident } from '../../store/incidents.ts';
import { acceptFailures } from '../../store/intake.ts';
import { saveDeclaredJobs } from '../../store/jobs.ts';
import type { Message } from '../../store/messages.ts';
import { connectPlatform } from '../../store/platforms.ts';
import { readOpenProposal } from '../../store/proposals.ts';
import type { Transact } from '../../store/tx.ts';
import { testTenant } from './api.ts';

export const memory: Tunable = {
  name: 'memoryMb',
  type: 'integer',
  unit: 'MB',
  min: 32,
  max: 512,
  step: 32,
  default: 128,
  factor: 2,
  helps: ['RESOURCE'],
};

/** A platform with one declared job that needs memory. */
export async function declareSettlement(transact: Transact): Promise<void> {
  await transact(testTenant, workflowActor, async (tx) => {
    await connectPlatform(tx, {
      id: 'local',
      kind: 'local',
      capabilities: {
        listsRuns: true,
        readsRuns: true,
        submits: true,
        submitIsIdempotent: true,
        findsSubmissions: true,
        cancels: true,
        hasTries: false,
      },
    });
    await saveDeclaredJobs(tx, [
      {
        platform: 'local',
        jobKey: 'settlement',
        name: 'Settlement',
        application: 'billing',
        owner: 'owner@localhost',
        criticality: 'critical',
        expectedErrors: [],
        tunables: [memory],
        slaSeconds: null,
        schedule: null,
        idempotent: true,
      },
    ]);
  });
}

/** A failure of the job, accepted. @returns the case's id */
export async function openCase(transact: Transact, run: string, job = 'settlement', platform = 'local'): Promise<string> {
  const [accepted] = await transact(testTenant, workflowActor, (tx) =>
    acceptFailures(tx, [
      {
        platform,
        jobKey: job,
        runKey: run,
        try: 0,
        submissionKey: null,
        application: null,
        owner: null,
        criticality: null,
        errorText: 'out of memory',
        logTail: null,
        parameters: { memoryMb: 128 },
        finishedAt: null,
        detectedBy: 'trigger',
      },
    ]),
  );
  return accepted?.incidentId ?? '';
}

export const heapDiagnosis: Diagnosis = {
  cause: 'RESOURCE',
  origin: 'WORKFLOW_ENGINE',
  severity: 'high',
  rootCause: 'The heap is exhausted.',
  quotes: ['FATAL ERROR: Reached heap limit'],
  confidence: 0.91,
  method: 'rule',
  proposedAction: 'RETRY_WITH_NEW_PARAMS',
  retryAfterMs: null,
  fingerprint: 'f'.repeat(32),
  rootLine: 'FATAL ERROR: Reached heap limit',
  stages: [
    {
      stage: 'rules',
      outcome: 'answered',
      cause: 'RESOURCE',
      origin: 'WORKFLOW_ENGINE',
      action: 'RETRY_WITH_NEW_PARAMS',
      severity: 'high',
      confidence: 0.91,
      source: 'node-heap',
      reason: 'The heap limit was reached.',
      quotes: ['FATAL ERROR: Reached heap limit'],
    },
  ],
};

const decision = (after: number): Decision => ({
  action: 'RETRY_WITH_NEW_PARAMS',
  parameters: { memoryMb: after },
  changes: [{ name: 'memoryMb', before: 128, after, unit: 'MB' }],
  reason: 'A bounded parameter helps.',
  riskTier: 'R2',
  confidence: 0.91,
  cause: 'RESOURCE',
  criticality: 'critical',
  approval: ['critical-job'],
  shadow: false,
  notBefore: null,
  policyVersion: 0,
});

/** Diagnoses the case. */
export const diagnoseCase = (transact: Transact, incidentId: string): Promise<void> =>
  transact(testTenant, workflowActor, async (tx) => {
    const found = await readCase(tx, incidentId);
    const history = JSON.stringify([{ runKey: 'r0', state: 'succeeded', startedAt: null, finishedAt: '2026-11-20T00:00:00.000Z' }]);
    await saveKept(
      tx,
      incidentId,
      keepDiagnosis(tx, found, {
        round: 1,
        diagnosis: heapDiagnosis,
        durationMs: 12,
        evidence: [
          { kind: 'error', content: 'FATAL ERROR: Reached heap limit', note: null },
          { kind: 'history', content: history, note: null },
        ],
      }),
    );
  });

/** Puts a proposal before people. @returns its hash */
export async function proposeFor(transact: Transact, incidentId: string, revision = 1, after = 256): Promise<string> {
  return transact(testTenant, workflowActor, async (tx) => {
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
    await saveKept(
      tx,
      incidentId,
      keepDecision(tx, await readCase(tx, incidentId), {
        round: 1,
        revision,
        decision: decision(after),
        waits: { reminderAt: at(10), rerouteAt: at(30), expiresAt: at(120) },
        asked: ['approver@localhost'],
        evidenceDigest: 'digest',
      }),
    );
    return (await readOpenProposal(tx, incidentId))?.hash ?? '';
  });
}

/** Ends the case as the lifecycle would. */
export const endCase = (transact: Transact, incidentId: string): Promise<void> =>
  transact(testTenant, workflowActor, (tx) => closeIncident(tx, incidentId, 'RESOLVED', 'automation', 'verified'));

/** Applies a move as the case's workflow would. */
export const applyMove = (transact: Transact, tenantId: string, message: Message): Promise<SettleResult> =>
  settleMessage({ transact, log: () => undefined } as unknown as ActivityDeps, {
    tenantId,
    incidentId: message.incidentId,
    messageId: message.id,
  });
