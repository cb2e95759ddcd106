import type { Action, Cause, Criticality, Method, Origin, RiskTier, Role, Severity, Status } from './contract.ts';

/** The words that people read for the closed lists of the API. */
export const statusWords: Readonly<Record<Status, string>> = {
  DETECTED: 'Detected',
  ANALYZING: 'Investigating',
  DECIDED: 'Decided',
  AWAITING_APPROVAL: 'Waiting for approval',
  ACTING: 'Acting',
  RETRYING: 'Retrying',
  VERIFYING: 'Verifying',
  EMAILED: 'With the owner',
  ESCALATED: 'Escalated',
  RESOLVED: 'Resolved',
  IGNORED: 'Ignored',
  FALSE_POSITIVE: 'False positive',
  CANCELLED: 'Cancelled',
};

export type Tone = 'accent' | 'running' | 'resolved' | 'failed' | 'quiet' | 'degraded';

/** One tone per state; the shape beside it says the same without colour. */
export const statusTones: Readonly<Record<Status, Tone>> = {
  DETECTED: 'running',
  ANALYZING: 'running',
  DECIDED: 'running',
  AWAITING_APPROVAL: 'accent',
  ACTING: 'running',
  RETRYING: 'running',
  VERIFYING: 'running',
  EMAILED: 'degraded',
  ESCALATED: 'failed',
  RESOLVED: 'resolved',
  IGNORED: 'quiet',
  FALSE_POSITIVE: 'quiet',
  CANCELLED: 'quiet',
};

const closed: readonly Status[] = ['RESOLVED', 'IGNORED', 'FALSE_POSITIVE', 'CANCELLED'];
/** Whether a case has ended. */
export const isClosed = (status: Status): boolean => closed.includes(status);

export const causeWords: Readonly<Record<Cause, string>> = {
  TIMEOUT: 'Timeout',
  RESOURCE: 'Out of resources',
  PERMISSION: 'Permission denied',
  SYNTAX: 'Error in the code',
  NETWORK: 'Network failure',
  DATA: 'Bad or missing data',
  RATE_LIMIT: 'Rate limit reached',
  SERVICE_UNAVAILABLE: 'Service unavailable',
  CONCURRENCY: 'Conflict with another run',
  CONFIGURATION: 'Wrong configuration',
  CANCELLED: 'Cancelled',
  UNKNOWN: 'Unknown cause',
};

export const originWords: Readonly<Record<Origin, string>> = {
  INPUT_DATA_QUALITY: 'The input data',
  WORKFLOW_ENGINE: 'The job or its platform',
  THIRD_PARTY_SYSTEM: 'A system it depends on',
  UNKNOWN: 'Not known',
};

export const methodWords: Readonly<Record<Method, string>> = {
  rule: 'by a rule',
  knowledge: 'by a known case',
  model: 'by the model',
  human: 'by a person',
  degraded: 'without the model, which did not answer',
};

export const actionWords: Readonly<Record<Action, string>> = {
  RETRY: 'Rerun unchanged',
  RETRY_WITH_NEW_PARAMS: 'Rerun with new parameters',
  SEND_EMAIL: 'Mail the owner',
  ESCALATE: 'Hand to a person',
  IGNORE: 'Ignore',
};

export const riskWords: Readonly<Record<RiskTier, string>> = {
  R0: 'only tells people',
  R1: 'repeats the run unchanged',
  R2: 'changes parameters inside their bounds',
  R3: 'restarts, cleans or terminates something',
};

export const severityWords: Readonly<Record<Severity, string>> = { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low' };
export const criticalityWords: Readonly<Record<Criticality, string>> = {
  low: 'low criticality',
  normal: 'normal criticality',
  critical: 'critical job',
};

const approvalReasons: Readonly<Record<string, string>> = {
  confidence: 'The diagnosis is not certain enough to act alone',
  policy: 'The policy always asks for this action',
  'critical-job': 'The job is critical',
  'not-idempotent': 'A second run of this job could do harm',
  'risk-tier': 'Actions of this risk always need a person',
  'freeze-window': 'A freeze window is on',
  'hourly-limit': 'The hourly limit of automatic submissions is used up',
  'breaker-open': 'The job keeps failing, so automation is paused for it',
};
/** Why a person is asked, in words; a reason this app does not know yet is shown as it came. */
export const approvalReasonWords = (reason: string): string => approvalReasons[reason] ?? reason;

export const stageWords: Readonly<Record<string, string>> = {
  detect: 'Detected',
  investigate: 'Investigated',
  decide: 'Decided',
  approve: 'Approval',
  act: 'Acted',
  verify: 'Verified',
  learn: 'Learned',
  people: 'People',
  settings: 'Settings',
};

const purposes: Readonly<Record<string, string>> = {
  owner: 'Mail to the owner',
  escalation: 'Escalation',
  'escalation-reminder': 'Escalation reminder',
  'approval-request': 'Approval request',
  'approval-reminder': 'Approval reminder',
  'retry-notice': 'Retry notice',
};
export const purposeWords = (purpose: string): string => purposes[purpose] ?? purpose;

export const roleWords: Readonly<Record<Role, string>> = {
  viewer: 'viewer',
  application_owner: 'application owner',
  operator: 'operator',
  approver: 'approver',
  admin: 'admin',
};

/** Whether a role may give a verdict; the server decides, this only explains buttons. */
export const mayApprove = (role: Role): boolean => role === 'approver' || role === 'admin';
/** Whether a role may take over, resolve, start runs or turn switches. */
export const mayOperate = (role: Role): boolean => role === 'operator' || mayApprove(role);

/** A confidence as shown everywhere: two digits, `0.91`. */
export const confidenceText = (confidence: number): string => confidence.toFixed(2);

/** `1 case`, `2 cases`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

/** A share in whole per cent, `91 %`; a dash where there is nothing to count yet. */
export const percent = (share: number | null): string => (share === null ? '–' : `${Math.round(share * 100)} %`);
