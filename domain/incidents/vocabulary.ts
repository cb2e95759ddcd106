/** The closed word lists of the product. Every layer, the database and the API use exactly these values. */

export const incidentStatuses = [
  'DETECTED',
  'ANALYZING',
  'DECIDED',
  'AWAITING_APPROVAL',
  'ACTING',
  'RETRYING',
  'VERIFYING',
  'EMAILED',
  'ESCALATED',
  'RESOLVED',
  'IGNORED',
  'FALSE_POSITIVE',
  'CANCELLED',
] as const;
export type IncidentStatus = (typeof incidentStatuses)[number];

/** Statuses that end a case: its workflow is finished and no verdict is taken any more. */
export const closedStatuses = ['RESOLVED', 'IGNORED', 'FALSE_POSITIVE', 'CANCELLED'] as const satisfies readonly IncidentStatus[];
export type ClosedStatus = (typeof closedStatuses)[number];

/** True when the case has ended. */
export const isClosed = (status: IncidentStatus): status is ClosedStatus => (closedStatuses as readonly string[]).includes(status);

/** What kind of thing went wrong. */
export const causes = [
  'TIMEOUT',
  'RESOURCE',
  'PERMISSION',
  'SYNTAX',
  'NETWORK',
  'DATA',
  'RATE_LIMIT',
  'SERVICE_UNAVAILABLE',
  'CONCURRENCY',
  'CONFIGURATION',
  'CANCELLED',
  'UNKNOWN',
] as const;
export type Cause = (typeof causes)[number];

/** Who has to act. Independent of the cause. */
export const origins = ['INPUT_DATA_QUALITY', 'WORKFLOW_ENGINE', 'THIRD_PARTY_SYSTEM', 'UNKNOWN'] as const;
export type Origin = (typeof origins)[number];

export const actions = ['RETRY', 'RETRY_WITH_NEW_PARAMS', 'SEND_EMAIL', 'ESCALATE', 'IGNORE'] as const;
export type Action = (typeof actions)[number];

/** Whether an action runs the job again, with whatever parameters. */
export const isRetry = (action: Action): boolean => action === 'RETRY' || action === 'RETRY_WITH_NEW_PARAMS';

/** How a diagnosis was reached. */
export const diagnosisMethods = ['rule', 'knowledge', 'model', 'human', 'degraded'] as const;
export type DiagnosisMethod = (typeof diagnosisMethods)[number];

export const severities = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof severities)[number];

/** R0 tells someone or ignores, R1 retries unchanged, R2 changes parameters inside bounds, R3 restarts, cleans or terminates. */
export const riskTiers = ['R0', 'R1', 'R2', 'R3'] as const;
export type RiskTier = (typeof riskTiers)[number];

export const criticalities = ['low', 'normal', 'critical'] as const;
export type Criticality = (typeof criticalities)[number];

export const platformKinds = ['local', 'databricks', 'airflow', 'spark', 'autosys', 'pipeline-db', 'http'] as const;
export type PlatformKind = (typeof platformKinds)[number];
