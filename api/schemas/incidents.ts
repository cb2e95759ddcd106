import { z } from '@hono/zod-openapi';
import { ladderStages } from '../../domain/diagnosis/types.ts';
import { interventionKinds, verdictKinds } from '../../domain/people/moves.ts';
import {
  Action,
  ActorShape,
  Cause,
  Change,
  Criticality,
  Method,
  Origin,
  Parameters,
  RiskTier,
  Severity,
  Status,
  Time,
  TunableShape,
} from './common.ts';
import { ConsultedEntryShape } from './knowledge.ts';

export const IncidentSummary = z
  .object({
    id: z.string(),
    status: Status,
    shadow: z.boolean(),
    platform: z.string(),
    job: z.object({ id: z.string(), key: z.string(), name: z.string() }),
    application: z.string(),
    criticality: Criticality,
    run: z.object({ key: z.string(), try: z.number().int().nullable(), url: z.string().nullable() }),
    cause: Cause.nullable(),
    origin: Origin.nullable(),
    confidence: z.number().nullable(),
    method: Method.nullable(),
    severity: Severity,
    rootCause: z.string().nullable(),
    action: Action.nullable(),
    riskTier: RiskTier.nullable(),
    attempts: z.number().int(),
    maxAttempts: z.number().int(),
    owner: z.string().nullable(),
    /** Who has the case: acknowledged or taken over. */
    acknowledgedBy: z.string().nullable(),
    takenOverBy: z.string().nullable(),
    heldReason: z.string().nullable(),
    resolvedBy: z.enum(['automation', 'human']).nullable(),
    resolution: z.string().nullable(),
    openedAt: Time,
    updatedAt: Time,
    closedAt: Time.nullable(),
    deadlineAt: Time.nullable(),
  })
  .openapi('IncidentSummary');
export type IncidentSummary = z.infer<typeof IncidentSummary>;

export const ProposalShape = z
  .object({
    id: z.string(),
    incidentId: z.string(),
    round: z.number().int(),
    /** SHA-256 of what would be approved; send it back with the verdict. */
    hash: z.string(),
    state: z.enum(['open', 'approved', 'amended', 'rejected', 'other-action', 'expired', 'withdrawn']),
    stage: z.string(),
    action: Action,
    riskTier: RiskTier,
    confidence: z.number(),
    reason: z.string(),
    approvalReasons: z.array(z.string()),
    parameters: Parameters,
    changes: z.array(Change),
    tunables: z.array(TunableShape),
    asked: z.array(z.string()),
    createdAt: Time,
    reminderAt: Time.nullable(),
    rerouteAt: Time.nullable(),
    expiresAt: Time,
    decidedBy: ActorShape.nullable(),
    decidedAt: Time.nullable(),
    decisionReason: z.string().nullable(),
    final: z.object({ action: Action, parameters: Parameters }).nullable(),
    /** A sentence on what came of the same before; null when there is nothing. */
    precedent: z.string().nullable(),
  })
  .openapi('Proposal');
export type ProposalShape = z.infer<typeof ProposalShape>;

export const RecordLine = z
  .object({
    id: z.string(),
    incidentId: z.string().nullable(),
    kind: z.string(),
    stage: z.enum(['detect', 'investigate', 'decide', 'approve', 'act', 'verify', 'learn', 'people', 'settings']),
    actor: ActorShape,
    summary: z.string(),
    detail: z.record(z.string(), z.unknown()),
    at: Time,
    durationMs: z.number().nullable(),
  })
  .openapi('RecordLine');
export type RecordLine = z.infer<typeof RecordLine>;

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

export const IncidentDetail = IncidentSummary.extend({
  generation: z.number().int(),
  round: z.number().int(),
  fingerprint: z.string().nullable(),
  proposal: ProposalShape.nullable(),
  proposals: z.array(ProposalShape),
  rounds: z.array(RoundShape),
  attemptList: z.array(AttemptShape),
  mails: z.array(MailShape),
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
  feedback: z.array(z.object({ id: z.string(), kind: z.string(), body: z.record(z.string(), z.unknown()), actor: ActorShape, at: Time })),
  tunables: z.array(TunableShape),
  /** `historyEvents` is null while Temporal cannot be asked or has forgotten the workflow. */
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

/** Query of the list. `q` searches job, run, root cause and id. */
export const IncidentQuery = z.object({
  status: z.string().max(400).optional().openapi({ description: 'Statuses separated by commas; `open` and `closed` stand for groups' }),
  cause: z.string().max(400).optional(),
  severity: z.string().max(100).optional(),
  application: z.string().max(200).optional(),
  platform: z.string().max(200).optional(),
  job: z.string().max(300).optional(),
  action: z.string().max(200).optional(),
  resolvedBy: z.enum(['automation', 'human']).optional(),
  q: z.string().max(200).optional(),
  since: Time.optional(),
  until: Time.optional(),
  cursor: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const IncidentOverview = z
  .object({
    open: z.number().int(),
    waiting: z.number().int(),
    handledToday: z.number().int(),
    withoutPersonToday: z.number().int(),
    /** Per day, oldest first: cases closed, and of them without a person. */
    trend: z.array(z.object({ day: z.string(), closed: z.number().int(), withoutPerson: z.number().int() })),
  })
  .openapi('IncidentOverview');

const Reason = z.string().trim().max(4000);

export const VerdictRequest = z
  .object({
    verdict: z.enum(verdictKinds),
    hash: z.string().regex(/^[0-9a-f]{64}$/, 'must be the hash of the proposal that was seen'),
    reason: Reason.optional(),
    parameters: Parameters.optional(),
    action: Action.optional(),
  })
  .strict()
  .refine((body) => body.verdict !== 'reject' || (body.reason ?? '') !== '', { path: ['reason'], message: 'is required to reject' })
  .refine((body) => body.verdict !== 'amend' || Object.keys(body.parameters ?? {}).length > 0, {
    path: ['parameters'],
    message: 'is required to amend',
  })
  .refine((body) => body.verdict !== 'other-action' || body.action !== undefined, {
    path: ['action'],
    message: 'is required to choose another action',
  })
  .openapi('VerdictRequest');

export const InterventionRequest = z
  .object({ reason: Reason.optional(), solution: Reason.optional(), cause: Cause.optional() })
  .strict()
  .openapi('InterventionRequest');

/** What came of a move. `pending`: it is kept and will be delivered; ask again at `url`. */
export const MoveAnswer = z
  .object({
    messageId: z.string(),
    state: z.enum(['applied', 'pending', 'refused']),
    kind: z.enum(['verdict', ...interventionKinds]),
    status: Status,
    message: z.string().nullable(),
    url: z.string(),
  })
  .openapi('MoveAnswer');

export const CommentRequest = z
  .object({ text: z.string().trim().min(1).max(10_000) })
  .strict()
  .openapi('CommentRequest');
export const CorrectionRequest = z
  .object({ cause: Cause.optional(), origin: Origin.optional(), action: Action.optional(), reason: Reason.min(1) })
  .strict()
  .refine((body) => body.cause !== undefined || body.origin !== undefined || body.action !== undefined, {
    path: ['cause'],
    message: 'at least one of cause, origin and action is required',
  })
  .openapi('CorrectionRequest');
export const FeedbackRequest = z
  .object({
    kind: z.enum(['correct', 'wrong_category', 'wrong_action', 'outcome_success', 'outcome_failure', 'false_positive']),
    speedRating: z.number().int().min(1).max(5).optional(),
    effectivenessRating: z.number().int().min(1).max(5).optional(),
    comment: Reason.optional(),
  })
  .strict()
  .openapi('FeedbackRequest');
export const UpdateRequest = z
  .object({ severity: Severity.optional(), owner: z.string().trim().min(1).max(320).nullable().optional() })
  .strict()
  .openapi('IncidentUpdate');
