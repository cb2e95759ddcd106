import type { Action, Cause, Origin, Severity } from '../../incidents/vocabulary.ts';
import type { Rule } from '../types.ts';

/** What a rule of a cause says unless it says otherwise. */
interface CauseDefaults {
  readonly origin: Origin;
  readonly action: Action;
  readonly severity: Severity;
  readonly advice: string;
}

/** Usual origin, action and advice of each cause. `docs/diagnosis.md` gives the reasons. */
export const causeDefaults: Readonly<Record<Cause, CauseDefaults>> = {
  TIMEOUT: {
    origin: 'THIRD_PARTY_SYSTEM',
    action: 'RETRY',
    severity: 'medium',
    advice: 'Run it again; if it keeps running out of time, look at the slow side or raise the limit.',
  },
  RESOURCE: {
    origin: 'WORKFLOW_ENGINE',
    action: 'RETRY_WITH_NEW_PARAMS',
    severity: 'high',
    advice: 'Run it again with more of what was used up, or make the job need less.',
  },
  PERMISSION: {
    origin: 'THIRD_PARTY_SYSTEM',
    action: 'SEND_EMAIL',
    severity: 'high',
    advice: 'Check the account, key or grant that the job uses, and who may change it.',
  },
  SYNTAX: {
    origin: 'WORKFLOW_ENGINE',
    action: 'SEND_EMAIL',
    severity: 'medium',
    advice: 'Correct the code or query at the place that is named; a rerun cannot help.',
  },
  NETWORK: {
    origin: 'THIRD_PARTY_SYSTEM',
    action: 'RETRY',
    severity: 'medium',
    advice: 'Run it again after a pause; if it stays, check name, port and route to the other side.',
  },
  DATA: {
    origin: 'INPUT_DATA_QUALITY',
    action: 'SEND_EMAIL',
    severity: 'medium',
    advice: 'Check the input that is named, and ask its supplier to correct or deliver it again.',
  },
  RATE_LIMIT: {
    origin: 'THIRD_PARTY_SYSTEM',
    action: 'RETRY',
    severity: 'low',
    advice: 'Run it again after the announced pause; if it recurs, call less often or ask for a higher limit.',
  },
  SERVICE_UNAVAILABLE: {
    origin: 'THIRD_PARTY_SYSTEM',
    action: 'RETRY',
    severity: 'medium',
    advice: 'Run it again after a pause; look at the state of the service if it stays.',
  },
  CONCURRENCY: {
    origin: 'WORKFLOW_ENGINE',
    action: 'RETRY',
    severity: 'low',
    advice: 'Run it again; if it recurs, move the jobs apart that touch the same data.',
  },
  CONFIGURATION: {
    origin: 'WORKFLOW_ENGINE',
    action: 'SEND_EMAIL',
    severity: 'medium',
    advice: 'Correct the setting, package or deployment that is named; a rerun cannot help.',
  },
  CANCELLED: {
    origin: 'WORKFLOW_ENGINE',
    action: 'IGNORE',
    severity: 'low',
    advice: 'Nothing to do, if it was stopped on purpose.',
  },
  UNKNOWN: {
    origin: 'UNKNOWN',
    action: 'SEND_EMAIL',
    severity: 'medium',
    advice: 'The text does not tell what went wrong: look at the log around the failure.',
  },
};

/** What a rule may say instead of the defaults of its cause. */
export type RuleOverrides = Partial<Omit<Rule, 'id' | 'cause' | 'pattern' | 'title'>>;

/** One row of a rule file: id without the group's prefix, cause, RE2 pattern, title, and what differs from the defaults. */
export type RuleRow = readonly [id: string, cause: Cause, pattern: string, title: string, overrides?: RuleOverrides];

/** Turns the rows of a group into rules. Without other word a rule is a message phrase with confidence 0.92. */
export function defineRules(group: string, rows: readonly RuleRow[]): readonly Rule[] {
  return rows.map(([id, cause, pattern, title, overrides]) => ({
    id: `${group}/${id}`,
    pattern,
    cause,
    title,
    kind: 'phrase',
    confidence: 0.92,
    ...causeDefaults[cause],
    ...overrides,
  }));
}

/** The failure lies with us rather than with somebody else's system. */
export const ours = { origin: 'WORKFLOW_ENGINE' } as const satisfies RuleOverrides;
/** The failure lies with a system that others run. */
export const theirs = { origin: 'THIRD_PARTY_SYSTEM' } as const satisfies RuleOverrides;
/** Only the owner can put it right. */
export const tellOwner = { action: 'SEND_EMAIL' } as const satisfies RuleOverrides;
/** The same run may succeed later. */
export const again = { action: 'RETRY' } as const satisfies RuleOverrides;
/** A bounded parameter of the job would help. */
export const withMore = { action: 'RETRY_WITH_NEW_PARAMS' } as const satisfies RuleOverrides;
/** Room, places or a quota are used up that others may have to give. */
export const asksFirst = { asksFirst: true } as const satisfies RuleOverrides;
/** A store is damaged or data may be lost: somebody must look now. */
export const lookNow = { action: 'ESCALATE', severity: 'critical' } as const satisfies RuleOverrides;
/** Evidence by the name of the exception. */
export const byName = { kind: 'exception', confidence: 0.9 } as const satisfies RuleOverrides;
/** Evidence by a code. */
export const byCode = { kind: 'code', confidence: 0.9 } as const satisfies RuleOverrides;
/** A name so general that it decides only when nothing better does, and then asks. */
export const fallbackName = { kind: 'exception', confidence: 0.7, priority: -10 } as const satisfies RuleOverrides;
/** A single word: never enough to act alone. */
export const keyword = { kind: 'keyword', confidence: 0.62 } as const satisfies RuleOverrides;
