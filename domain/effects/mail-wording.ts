import type { Action, Cause, DiagnosisMethod, Origin, RiskTier } from '../incidents/vocabulary.ts';
import type { ApprovalReason, ParameterChange } from '../policy/types.ts';
import { cleanLine, shorten } from './clean-text.ts';

/** The words of the closed lists, as they stand in the middle of a sentence. */
export const causeWords: Readonly<Record<Cause, string>> = {
  TIMEOUT: 'timeout',
  RESOURCE: 'out of resources',
  PERMISSION: 'permission denied',
  SYNTAX: 'error in the code',
  NETWORK: 'network failure',
  DATA: 'bad or missing data',
  RATE_LIMIT: 'rate limit reached',
  SERVICE_UNAVAILABLE: 'service unavailable',
  CONCURRENCY: 'conflict with another run',
  CONFIGURATION: 'wrong configuration',
  CANCELLED: 'cancelled',
  UNKNOWN: 'unknown cause',
};

export const originWords: Readonly<Record<Origin, string>> = {
  INPUT_DATA_QUALITY: 'whoever supplies the input data',
  WORKFLOW_ENGINE: 'whoever runs the job or its platform',
  THIRD_PARTY_SYSTEM: 'whoever runs the system it depends on',
  UNKNOWN: 'not known',
};

const methodWords: Readonly<Record<DiagnosisMethod, string>> = {
  rule: 'by a rule',
  knowledge: 'by a known case',
  model: 'by the language model',
  human: 'by a person',
  degraded: 'without the language model, which did not answer',
};

export const riskWords: Readonly<Record<RiskTier, string>> = {
  R0: 'R0: only tells people',
  R1: 'R1: repeats the run unchanged',
  R2: 'R2: changes parameters inside their bounds',
  R3: 'R3: restarts, cleans or terminates something',
};

export const approvalReasonWords: Readonly<Record<ApprovalReason, string>> = {
  confidence: 'the diagnosis is not certain enough to act alone',
  policy: 'the policy always asks for this action',
  'critical-job': 'the job is critical',
  'not-idempotent': 'a second run of this job could do harm',
  'risk-tier': 'actions of this risk always need a person',
  'freeze-window': 'a freeze window is on',
  'hourly-limit': 'the hourly limit of automatic submissions is used up',
  'breaker-open': 'the job keeps failing, so automation is paused for it',
};

const actionWords: Readonly<Record<Action, string>> = {
  RETRY: 'run it again with the same parameters',
  RETRY_WITH_NEW_PARAMS: 'run it again with new parameters',
  SEND_EMAIL: 'ask its owner',
  ESCALATE: 'hand it to a person',
  IGNORE: 'ignore the failure',
};

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** A moment for people, always in UTC: `21 Nov 2026, 22:40 UTC`. Text that is no time is shown as it is. */
export function timeWords(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return cleanLine(iso);
  const day = `${time.getUTCDate()} ${months[time.getUTCMonth()]} ${time.getUTCFullYear()}`;
  return `${day}, ${twoDigits(time.getUTCHours())}:${twoDigits(time.getUTCMinutes())} UTC`;
}

/** ` by 21 Nov 2026, 22:40 UTC`, or nothing where there is no deadline. */
export const byWhen = (deadline: string | null): string => (deadline === null ? '' : ` by ${timeWords(deadline)}`);

/** `91 %, by a rule`. */
export const confidenceWords = (confidence: number, method: DiagnosisMethod): string =>
  `${Math.round(Math.min(Math.max(confidence, 0), 1) * 100)} %, ${methodWords[method]}`;

/** Text as one full sentence with exactly one end. */
export function sentence(text: string, limit = 400): string {
  const line = shorten(cleanLine(text), limit);
  if (line === '') return '';
  return /[.?!…]["'”’)\]]?$/.test(line) ? line : `${line}.`;
}

/** The same text with a capital at its start. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Text as it can stand inside a sentence: without its own end. */
export const clause = (text: string, limit = 300): string => shorten(cleanLine(text), limit).replace(/[.\s]+$/, '');

const valueWords = (value: ParameterChange['after'], unit: string | null): string =>
  `${shorten(cleanLine(String(value)), 120)}${unit === null ? '' : ` ${cleanLine(unit)}`}`;

/** A parameter change as three texts. */
export const changeWords = (change: ParameterChange): { readonly name: string; readonly before: string; readonly after: string } => ({
  name: shorten(cleanLine(change.name), 80),
  before: change.before === null ? 'not set' : valueWords(change.before, change.unit),
  after: valueWords(change.after, change.unit),
});

const newValues = (changes: readonly ParameterChange[]): string => {
  const shown = changes.slice(0, 3).map((change) => `${changeWords(change).name} ${changeWords(change).after}`);
  return `${shown.join(', ')}${changes.length > shown.length ? ` and ${changes.length - shown.length} more` : ''}`;
};

/** What is to be done, e.g. `run it again with memoryMb 512 MB`. */
export const actionPhrase = (action: Action, changes: readonly ParameterChange[]): string =>
  action === 'RETRY_WITH_NEW_PARAMS' && changes.length > 0 ? `run it again with ${newValues(changes)}` : actionWords[action];
