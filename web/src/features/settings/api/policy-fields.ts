import type { PolicyBody } from '../../../lib/contract.ts';

const minute = 60_000;
const hour = 60 * minute;

/** The fields of a policy that the form knows. What it does not know is kept as it is. */
interface FieldBase {
  readonly name: string;
  readonly label: string;
  readonly about?: string;
}
export type NumberField = FieldBase & {
  readonly kind: 'number';
  readonly unit: string;
  readonly scale: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
};
export type PolicyField = NumberField | (FieldBase & { readonly kind: 'switch' }) | (FieldBase & { readonly kind: 'mails' });

const share = (name: string, label: string, about: string): NumberField => ({
  kind: 'number',
  name,
  label,
  about,
  unit: '',
  scale: 1,
  min: 0,
  max: 1,
  step: 0.05,
});
const whole = (name: string, label: string, max: number, about?: string): NumberField => ({
  kind: 'number',
  name,
  label,
  unit: '',
  scale: 1,
  min: 0,
  max,
  step: 1,
  ...(about === undefined ? {} : { about }),
});
const time = (name: string, label: string, unit: 's' | 'min' | 'h'): NumberField => ({
  kind: 'number',
  name,
  label,
  unit: ` ${unit}`,
  scale: unit === 's' ? 1000 : unit === 'min' ? minute : hour,
  min: 0,
  max: 8760,
  step: 1,
});

export const policyGroups: readonly { readonly title: string; readonly fields: readonly PolicyField[] }[] = [
  {
    title: 'When to act alone',
    fields: [
      share('actFrom', 'Act from confidence', 'From here on Nightshift acts without asking'),
      share('escalateBelow', 'Escalate below confidence', 'Below it a person takes over; between the two a person is asked'),
      { kind: 'switch', name: 'shadow', label: 'Shadow: decide and record, do nothing' },
    ],
  },
  {
    title: 'Limits',
    fields: [
      whole('maxResubmissionsPerRun', 'Reruns per failed run', 100),
      whole('maxActionsPerIncident', 'Actions per incident', 1000),
      whole('maxAutomaticSubmissionsPerHour', 'Automatic reruns per hour', 1_000_000, 'The next one waits for a person'),
      whole('breaker.failures', 'Failures in an hour that pause a job', 1_000_000),
      time('breaker.probeAfterMs', 'Try a paused job again after', 'min'),
    ],
  },
  {
    title: 'Waiting',
    fields: [
      time('backOff.firstMs', 'First wait between reruns', 's'),
      time('approval.reminderAfterMs', 'Remind approvers after', 'min'),
      time('approval.rerouteAfterMs', 'Pass an approval on after', 'min'),
      time('approval.expireAfterMs', 'Escalate an undecided approval after', 'min'),
      time('escalation.reminderEveryMs', 'Repeat an escalation every', 'h'),
    ],
  },
  {
    title: 'Who is told',
    fields: [
      { kind: 'mails', name: 'approvers', label: 'Approvers' },
      { kind: 'mails', name: 'rerouteTo', label: 'Passed on to' },
      { kind: 'mails', name: 'onCall', label: 'On call' },
      { kind: 'switch', name: 'mailOnRetry', label: 'Tell the owner of every rerun' },
    ],
  },
];

type Tree = Readonly<Record<string, unknown>>;

/** The value at `approval.reminderAfterMs`. */
export const readField = (policy: PolicyBody, name: string): unknown =>
  name.split('.').reduce<unknown>((value, part) => (value as Tree | undefined)?.[part], policy);

/** The policy with a value set, or taken out so that the default holds. */
export function writeField(policy: PolicyBody, name: string, value: unknown): PolicyBody {
  const [head = '', tail] = name.split('.');
  const { [head]: old, ...rest } = policy as Record<string, unknown>;
  if (tail === undefined) return (value === undefined ? rest : { ...rest, [head]: value }) as PolicyBody;
  const { [tail]: _, ...group } = (old ?? {}) as Record<string, unknown>;
  const next = value === undefined ? group : { ...group, [tail]: value };
  return (Object.keys(next).length === 0 ? rest : { ...rest, [head]: next }) as PolicyBody;
}
