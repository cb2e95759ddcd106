import { NativeSelect, NumberInput, Switch, Textarea, TextInput } from '@mantine/core';
import type { Cause } from '../../../lib/contract.ts';
import type { Rule, RuleTestAnswer } from '../../../lib/learning-contract.ts';
import { costWords, kindWords } from '../../../lib/rule-words.ts';
import { actionWords, causeWords, originWords, severityWords } from '../../../lib/words.ts';
import type { RuleDraft } from '../api/draft.ts';
import styles from './rule.module.css';

interface FieldsProps {
  readonly draft: RuleDraft;
  readonly set: (change: Partial<RuleDraft>) => void;
  readonly test: RuleTestAnswer | undefined;
}

const problemOf = (test: RuleTestAnswer | undefined, field: string): string | null =>
  test?.problems.find((problem) => problem.field === field)?.message ?? null;

/** Title and pattern, with what is wrong at the place where it is wrong. */
export function PatternField({ draft, set, test }: FieldsProps) {
  const problem = test?.problems.find(({ field }) => field === 'pattern');
  return (
    <>
      <TextInput
        label="Title: what it recognises"
        required
        maxLength={200}
        value={draft.title}
        onChange={(event) => set({ title: event.currentTarget.value })}
      />
      <Textarea
        label="Pattern"
        required
        rows={3}
        maxLength={1000}
        spellCheck={false}
        classNames={{ input: styles.mono ?? '' }}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        description={
          test?.cost == null ? 'RE2, ignoring case. A blank fits any white space.' : `RE2, ignoring case; ${costWords[test.cost.class]}.`
        }
        value={draft.pattern}
        error={problem === undefined ? null : <PatternProblem pattern={draft.pattern} {...problem} />}
        onChange={(event) => set({ pattern: event.currentTarget.value.replaceAll('\n', '') })}
      />
    </>
  );
}

const around = 28;

/** What is wrong, and under the pattern a mark at the place. */
function PatternProblem({
  pattern,
  message,
  position,
}: {
  readonly pattern: string;
  readonly message: string;
  readonly position: number | null;
}) {
  if (position === null) return <span>{message}</span>;
  const from = Math.max(0, position - around);
  const lead = from > 0 ? '…' : '';
  return (
    <span>
      {message}
      <span className={styles.place} aria-label={`at character ${position + 1}`}>
        {`${lead}${pattern.slice(from, position + around)}\n${' '.repeat(lead.length + position - from)}^`}
      </span>
    </span>
  );
}

const options = (words: Readonly<Record<string, string>>, none?: string) => [
  ...(none === undefined ? [] : [{ value: '', label: none }]),
  ...Object.entries(words).map(([value, label]) => ({ value, label })),
];
const choices = [
  { field: 'origin', label: 'Origin: who has to act', data: options(originWords, 'As the cause suggests') },
  { field: 'action', label: 'Action', data: options(actionWords, 'As the cause suggests') },
  { field: 'severity', label: 'Severity', data: options(severityWords, 'As the cause suggests') },
] as const;
const lines = [
  { field: 'platforms', label: 'Only on these platforms', placeholder: 'All' },
  { field: 'tags', label: 'Tags, separated by commas', placeholder: 'None' },
] as const;

/** What the rule says of a failure that it fits. */
export function VerdictFields({ draft, set, test }: FieldsProps) {
  return (
    <>
      <div className={styles.grid}>
        <NativeSelect
          label="Cause"
          value={draft.cause}
          data={options(causeWords)}
          onChange={(event) => set({ cause: event.currentTarget.value as Cause })}
        />
        {choices.map(({ field, label, data }) => (
          <NativeSelect
            key={field}
            label={label}
            value={draft[field]}
            data={data}
            onChange={(event) => set({ [field]: event.currentTarget.value })}
          />
        ))}
        <NativeSelect
          label="What the pattern is"
          value={draft.kind}
          data={options(kindWords)}
          onChange={(event) => set({ kind: event.currentTarget.value as Rule['kind'] })}
        />
        <NumberInput
          label="Confidence, 0 to 1"
          value={draft.confidence}
          min={0}
          max={1}
          step={0.05}
          decimalScale={2}
          error={problemOf(test, 'confidence')}
          onChange={(value) => set({ confidence: Number(value) })}
        />
        <NumberInput
          label="Priority, −100 to 100"
          value={draft.priority}
          min={-100}
          max={100}
          allowDecimal={false}
          onChange={(value) => set({ priority: Number(value) })}
        />
        {lines.map(({ field, label, placeholder }) => (
          <TextInput
            key={field}
            label={label}
            placeholder={placeholder}
            value={draft[field]}
            error={problemOf(test, field)}
            onChange={(event) => set({ [field]: event.currentTarget.value })}
          />
        ))}
      </div>
      <Textarea
        label="Advice for the mail to the owner"
        rows={2}
        maxLength={1000}
        value={draft.advice}
        error={problemOf(test, 'advice')}
        onChange={(event) => set({ advice: event.currentTarget.value })}
      />
      <Switch label="On, once it is saved" checked={draft.enabled} onChange={(event) => set({ enabled: event.currentTarget.checked })} />
    </>
  );
}
