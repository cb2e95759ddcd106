import { z } from '@hono/zod-openapi';
import { ladderStages } from '../../domain/diagnosis/types.ts';
import { Action, ActorShape, Cause, Change, Method, Origin, Parameters, RiskTier, Status, Time, TunableShape } from './common.ts';
import { IncidentSummary, ProposalShape } from './incidents.ts';
import { ConsultedEntryShape } from './knowledge.ts';

export const StageVerdictShape = z
  .object({
    stage: z.enum(ladderStages),
    outcome: z.enum(['answered', 'abstained', 'skipped', 'failed']),
    cause: Cause,
    origin: Origin,
    action: Action.nullable(),
    confidence: z.number(),
    source: z.string().nullable(),
    reason: z.string(),
    quotes: z.array(z.string()),
  })
  .openapi('StageVerdict');

export const RoundShape = z
  .object({
    round: z.number().int(),
    diagnosis: z
      .object({
        cause: Cause,
        origin: Origin,
        confidence: z.number(),
        /** Before calibration. */
        rawConfidence: z.number(),
        method: Method,
        rootCause: z.string(),
        rootLine: z.string(),
        quotes: z.array(z.string()),
        fingerprint: z.string(),
        stages: z.array(StageVerdictShape),
      })
      .nullable(),
    evidence: z.array(z.object({ kind: z.string(), content: z.string(), note: z.string().nullable() })),
    decisions: z.array(
      z.object({
        /** For feedback on exactly this decision. */
        id: z.string(),
        revision: z.number().int(),
        action: Action,
        riskTier: RiskTier,
        reason: z.string(),
        approval: z.array(z.string()),
        policyVersion: z.number(),
        notBefore: Time.nullable(),
        changes: z.array(Change),
      }),
    ),
  })
  .openapi('Round');

export const AttemptShape = z
  .object({
    attempt: z.number().int(),
    runKey: z.string(),
    state: z.string(),
    parameters: Parameters,
    changes: z.array(Change),
    startedAt: Time.nullable(),
    finishedAt: Time.nullable(),
    exitCode: z.number().int().nullable(),
    reason: z.string().nullable(),
    url: z.string().nullable(),
    /** State of the submission's effect; null for the failed run itself (attempt 0). */
    effectState: z.string().nullable(),
  })
  .openapi('Attempt');

export const MailShape = z
  .object({
    key: z.string(),
    purpose: z.string(),
    to: z.string(),
    subject: z.string(),
    state: z.enum(['claimed', 'confirmed', 'refused', 'unknown', 'suppressed']),
    messageId: z.string(),
    claimedAt: Time,
    settledAt: Time.nullable(),
    note: z.string().nullable(),
  })
  .openapi('SentMail');

export const ModelCallShape = z
  .object({
    id: z.string(),
    purpose: z.string(),
    provider: z.string(),
    model: z.string(),
    promptVersion: z.string(),
    /** Null while it is being asked. */
    outcome: z.string().nullable(),
    hint: z.string().nullable(),
    tokensIn: z.number().int(),
    tokensOut: z.number().int(),
    /** In the currency of the configured prices; 0 where there are none. */
    cost: z.number(),
    durationMs: z.number().int().nullable(),
    at: Time,
  })
  .openapi('CaseModelCall');

export const IncidentDetail = IncidentSummary.extend({
  generation: z.number().int(),
  round: z.number().int(),
  fingerprint: z.string().nullable(),
  proposal: ProposalShape.nullable(),
  proposals: z.array(ProposalShape),
  rounds: z.array(RoundShape),
  attemptList: z.array(AttemptShape),
  mails: z.array(MailShape),
  /** Requests that were sent to the platform for this case: to look at the failed run, to act, and to follow what was started. */
  requests: z.object({ investigate: z.number().int(), act: z.number().int(), follow: z.number().int() }),
  /** Earlier runs of the job as the platform told them, newest first. */
  history: z.array(z.object({ runKey: z.string(), state: z.string(), startedAt: Time.nullable(), finishedAt: Time.nullable() })),
  /** Other cases with the same fingerprint, newest first. */
  similar: z.array(
    z.object({
      id: z.string(),
      status: Status,
      job: z.string(),
      action: Action.nullable(),
      openedAt: Time,
      resolution: z.string().nullable(),
    }),
  ),
  /** Knowledge entries that the diagnosis consulted, newest round first, best first. */
  knowledge: z.array(ConsultedEntryShape),
  /** What a model was asked for this case, oldest first; an answer that was known from another case cost nothing here and is not listed. */
  modelCalls: z.array(ModelCallShape),
  feedback: z.array(z.object({ id: z.string(), kind: z.string(), body: z.record(z.string(), z.unknown()), actor: ActorShape, at: Time })),
  tunables: z.array(TunableShape),
  /** `historyEvents` is null while Temporal cannot be asked or has forgotten the workflow; then there is no `url` either, for its page would be empty. */
  workflow: z.object({ id: z.string(), url: z.string().nullable(), historyEvents: z.number().int().nullable() }),
  /** What the caller may do now. */
  can: z.object({
    decide: z.boolean(),
    takeOver: z.boolean(),
    resolve: z.boolean(),
    cancel: z.boolean(),
    falsePositive: z.boolean(),
    comment: z.boolean(),
    correct: z.boolean(),
  }),
}).openapi('Incident');
export type IncidentDetail = z.infer<typeof IncidentDetail>;
