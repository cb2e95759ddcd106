import { z } from '@hono/zod-openapi';
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
    tags: z.array(z.string()).openapi({ description: 'What the failure is about, read from its root cause.' }),
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

export const UpdateRequest = z
  .object({ severity: Severity.optional(), owner: z.string().trim().min(1).max(320).nullable().optional() })
  .strict()
  .openapi('IncidentUpdate');
