import { z } from '@hono/zod-openapi';
import { roles } from '../../domain/people/actor.ts';
import { Action, Criticality, Status, Time, TunableShape } from './common.ts';
import { MailShape } from './incident-detail.ts';

export const JobShape = z
  .object({
    id: z.string(),
    platform: z.string(),
    key: z.string(),
    name: z.string(),
    application: z.string(),
    owner: z.string().nullable(),
    criticality: Criticality,
    schedule: z.string().nullable(),
    slaSeconds: z.number().nullable(),
    idempotent: z.boolean(),
    declared: z.boolean(),
    tunables: z.array(TunableShape),
    expectedErrors: z.array(z.object({ exitCode: z.number().nullable(), pattern: z.string().nullable(), reason: z.string() })),
    incidents: z.number().int(),
    openIncidents: z.number().int(),
    lastIncidentAt: Time.nullable(),
    breaker: z.object({ state: z.enum(['closed', 'open', 'half-open']), failures: z.number().int(), probeAt: Time.nullable() }),
  })
  .openapi('Job');

export const RunShape = z
  .object({
    id: z.string(),
    platform: z.string(),
    job: z.string(),
    key: z.string(),
    try: z.number().int().nullable(),
    attempt: z.number().int(),
    state: z.string(),
    startedAt: Time.nullable(),
    finishedAt: Time.nullable(),
    exitCode: z.number().nullable(),
    incidentId: z.string().nullable(),
    incidentStatus: Status.nullable(),
  })
  .openapi('JobRun');

export const StartRunAnswer = z.object({ workflowId: z.string(), runKey: z.string().nullable() }).openapi('StartRunAnswer');

export const PlatformShape = z
  .object({
    id: z.string(),
    kind: z.string(),
    connectedAt: Time,
    sweptAt: Time.nullable(),
    sweepError: z.string().nullable(),
    sweepErrorSince: Time.nullable(),
    sweepCursor: z.string().nullable(),
    capabilities: z.record(z.string(), z.unknown()),
    guarantees: z
      .array(z.object({ action: z.string(), key: z.string(), lookUp: z.string(), compensation: z.string() }))
      .openapi({ description: 'How each action stays exactly once' }),
    findings: z
      .array(z.object({ level: z.enum(['error', 'warning']), message: z.string() }))
      .openapi({ description: 'What the last check found to put right' }),
    checkedAt: Time.nullable(),
    jobs: z.number().int(),
    openIncidents: z.number().int(),
  })
  .openapi('Platform');

export const SwitchShape = z
  .object({ stopped: z.boolean(), reason: z.string().nullable(), changedBy: z.string().nullable(), changedAt: Time.nullable() })
  .openapi('AutomationSwitch');
export const SwitchRequest = z
  .object({ stopped: z.boolean(), reason: z.string().trim().max(1000).optional() })
  .strict()
  .openapi('AutomationSwitchRequest');

const ms = z.number().int().min(0).max(31_536_000_000);
const share = z.number().min(0).max(1);
const mails = z.array(z.email()).max(50);
const ActionPolicyShape = z.object({ actFrom: share.optional(), alwaysAsk: z.boolean().optional() }).strict();

/** A policy overlay: only what it changes. Durations are milliseconds. */
export const PolicyBody = z
  .object({
    escalateBelow: share,
    actFrom: share,
    actions: z.partialRecord(Action, ActionPolicyShape),
    maxResubmissionsPerRun: z.number().int().min(0).max(100),
    maxActionsPerIncident: z.number().int().min(0).max(1000),
    maxAutomaticSubmissionsPerHour: z.number().int().min(0).max(1_000_000),
    breaker: z
      .object({ failures: z.number().int().min(1).max(1_000_000), windowMs: ms, probeAfterMs: ms })
      .partial()
      .strict(),
    backOff: z
      .object({ firstMs: ms, factor: z.number().min(1).max(10), maxMs: ms })
      .partial()
      .strict(),
    approval: z.object({ reminderAfterMs: ms, rerouteAfterMs: ms, expireAfterMs: ms }).partial().strict(),
    escalation: z
      .object({ reminderEveryMs: ms.min(1000), deadlineMs: ms })
      .partial()
      .strict(),
    emailedDeadlineMs: ms,
    freezeWindows: z.array(z.object({ from: Time, until: Time, reason: z.string().max(500) }).strict()).max(100),
    shadow: z.boolean(),
    mailOnRetry: z.boolean(),
    approvers: mails,
    rerouteTo: mails,
    onCall: mails,
  })
  .partial()
  .strict()
  .refine((body) => body.escalateBelow === undefined || body.actFrom === undefined || body.escalateBelow <= body.actFrom, {
    path: ['escalateBelow'],
    message: 'must not be above actFrom',
  })
  .openapi('PolicyOverlay');
export const PolicyScope = z
  .string()
  .regex(/^(tenant|application:.{1,200}|job:.{1,200})$/, 'must be tenant, application:<key> or job:<id>');
export const PolicyRow = z
  .object({ scope: z.string(), version: z.number(), body: PolicyBody, createdBy: z.string(), createdAt: Time, note: z.string().nullable() })
  .openapi('Policy');
export const PolicyRequest = z
  .object({ body: PolicyBody, note: z.string().trim().max(1000).optional() })
  .strict()
  .openapi('PolicyRequest');

export const KeyRequest = z
  .object({ name: z.string().trim().min(1).max(200), role: z.enum(roles).default('operator'), expiresAt: Time.optional() })
  .strict()
  .openapi('KeyRequest');
export const KeyShape = z
  .object({
    id: z.string(),
    name: z.string(),
    role: z.enum(roles),
    createdAt: Time,
    createdBy: z.string(),
    lastUsedAt: Time.nullable(),
    expiresAt: Time.nullable(),
    revokedAt: Time.nullable(),
  })
  .openapi('ApiKey');
export const NewKey = KeyShape.extend({ key: z.string().openapi({ description: 'Shown once' }) }).openapi('NewApiKey');

export const SessionShape = z
  .object({ person: z.object({ id: z.string(), name: z.string(), role: z.enum(roles) }), csrfToken: z.string(), tenant: z.string() })
  .openapi('Session');

export const CaughtMail = z
  .object({
    id: z.string(),
    receivedAt: Time,
    from: z.string(),
    to: z.array(z.string()),
    subject: z.string(),
    messageId: z.string().nullable(),
    incidentId: z.string().nullable(),
    purpose: z.string().nullable(),
  })
  .openapi('CaughtMail');
/** What was sent, by effect; and beside it, in the embedded stack, what the mail catcher received. */
export const OutboxItem = MailShape.extend({ incidentId: z.string(), text: z.string(), html: z.string() }).openapi('OutboxItem');

export const HealthShape = z
  .object({
    status: z.enum(['ok', 'degraded', 'down']),
    components: z.record(z.string(), z.object({ state: z.enum(['ok', 'down', 'off']), message: z.string().nullable() })),
    version: z.string(),
  })
  .openapi('Health');
