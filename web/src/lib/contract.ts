import type { z } from 'zod';
import type * as common from '../../../api/schemas/common.ts';
import type * as details from '../../../api/schemas/incident-detail.ts';
import type * as incidents from '../../../api/schemas/incidents.ts';
import type * as moves from '../../../api/schemas/moves.ts';
import type * as operations from '../../../api/schemas/operations.ts';

/** The API's shapes as this app sees them: types only, nothing of the server ends up in the bundle. */
export type Status = z.infer<typeof common.Status>;
export type Cause = z.infer<typeof common.Cause>;
export type Origin = z.infer<typeof common.Origin>;
export type Action = z.infer<typeof common.Action>;
export type Severity = z.infer<typeof common.Severity>;
export type RiskTier = z.infer<typeof common.RiskTier>;
export type Method = z.infer<typeof common.Method>;
export type Criticality = z.infer<typeof common.Criticality>;
export type Parameters = z.infer<typeof common.Parameters>;
export type ParameterValue = z.infer<typeof common.ParameterValue>;
export type Change = z.infer<typeof common.Change>;
export type Tunable = z.infer<typeof common.TunableShape>;
export type Actor = z.infer<typeof common.ActorShape>;
export type ErrorBody = z.infer<typeof common.ErrorBody>;

export type IncidentSummary = z.infer<typeof incidents.IncidentSummary>;
export type IncidentDetail = z.infer<typeof details.IncidentDetail>;
export type IncidentOverview = z.infer<typeof incidents.IncidentOverview>;
export type Proposal = z.infer<typeof incidents.ProposalShape>;
export type RecordLine = z.infer<typeof incidents.RecordLine>;
export type Round = z.infer<typeof details.RoundShape>;
export type StageVerdict = z.infer<typeof details.StageVerdictShape>;
export type Attempt = z.infer<typeof details.AttemptShape>;
export type ModelCall = z.infer<typeof details.ModelCallShape>;
export type SentMail = z.infer<typeof details.MailShape>;
export type VerdictRequest = z.input<typeof moves.VerdictRequest>;
export type InterventionRequest = z.input<typeof moves.InterventionRequest>;
export type CorrectionRequest = z.input<typeof moves.CorrectionRequest>;
export type MoveAnswer = z.infer<typeof moves.MoveAnswer>;

export type Job = z.infer<typeof operations.JobShape>;
export type Run = z.infer<typeof operations.RunShape>;
export type StartRunAnswer = z.infer<typeof operations.StartRunAnswer>;
export type Platform = z.infer<typeof operations.PlatformShape>;
export type AutomationSwitch = z.infer<typeof operations.SwitchShape>;
export type PolicyBody = z.infer<typeof operations.PolicyBody>;
export type PolicyRow = z.infer<typeof operations.PolicyRow>;
export type ApiKey = z.infer<typeof operations.KeyShape>;
export type NewApiKey = z.infer<typeof operations.NewKey>;
export type KeyRequest = z.input<typeof operations.KeyRequest>;
export type Session = z.infer<typeof operations.SessionShape>;
export type Role = Session['person']['role'];
export type CaughtMail = z.infer<typeof operations.CaughtMail>;
export type OutboxItem = z.infer<typeof operations.OutboxItem>;
export type Health = z.infer<typeof operations.HealthShape>;

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** A proposal with what a person needs to decide it. */
export interface ProposalItem {
  readonly proposal: Proposal;
  readonly incident: IncidentSummary;
  readonly diagnosis: {
    readonly rootCause: string;
    readonly quotes: readonly string[];
    readonly confidence: number;
    readonly method: Method;
    readonly cause: Cause;
    readonly origin: Origin;
  } | null;
}

/** One change of the record, as the live feed tells it. */
export interface LiveChange {
  readonly incidentId: string | null;
  readonly kind: string;
  readonly at: string;
  readonly cursor: string;
}
