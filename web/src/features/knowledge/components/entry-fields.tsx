import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { actionWords, causeWords, originWords, severityWords } from '../../../lib/words.ts';
import type { Draft } from '../api/draft.ts';
import styles from './entry-form.module.css';

interface FieldsProps {
  readonly draft: Draft;
  readonly set: (field: keyof Draft) => (value: string) => void;
  readonly errorOf: (field: keyof Draft) => string | null;
}

const texts = [
  {
    field: 'symptom',
    label: 'What it looks like',
    about: 'The error text, as the log shows it. Secrets are removed.',
    rows: 4,
    mono: true,
  },
  { field: 'explanation', label: 'Why it happens', about: undefined, rows: 3, mono: false },
  { field: 'solution', label: 'What solves it', about: undefined, rows: 4, mono: false },
  {
    field: 'patterns',
    label: 'Patterns, one per line',
    about: 'RE2, ignoring case. A text that fits one is found for certain.',
    rows: 2,
    mono: true,
  },
] as const;

/** What the failure looks like, why it happens and what solves it. */
export function EntryTexts({ draft, set, errorOf }: FieldsProps) {
  return (
    <>
      {texts.map(({ field, label, about, rows, mono }) => (
        <Textarea
          key={field}
          label={label}
          {...(about === undefined ? {} : { description: about })}
          inputWrapperOrder={['label', 'input', 'error', 'description']}
          rows={rows}
          maxLength={field === 'symptom' ? 4000 : 8000}
          {...(mono ? { classNames: { input: styles.mono ?? '' } } : {})}
          spellCheck={!mono}
          value={draft[field]}
          error={errorOf(field)}
          onChange={(event) => set(field)(event.currentTarget.value)}
        />
      ))}
    </>
  );
}

const choices = [
  { field: 'cause', label: 'Cause', words: causeWords, none: 'Says nothing of the cause' },
  { field: 'origin', label: 'Origin: who has to act', words: originWords, none: 'As the cause suggests' },
  { field: 'action', label: 'Action', words: actionWords, none: 'As the policy decides' },
  { field: 'severity', label: 'Severity', words: severityWords, none: 'Any' },
] as const;
const lines = [
  { field: 'service', label: 'Service', placeholder: 'Any' },
  { field: 'collection', label: 'Collection', placeholder: 'general' },
  { field: 'category', label: 'Category', placeholder: 'None' },
  { field: 'tags', label: 'Tags, separated by commas', placeholder: 'From its words' },
] as const;

/** What it says of a failure that looks like this, and how it is filed. */
export function FilingFields({ draft, set, errorOf }: FieldsProps) {
  return (
    <div className={styles.grid}>
      {choices.map(({ field, label, words, none }) => (
        <NativeSelect
          key={field}
          label={label}
          value={draft[field]}
          error={errorOf(field)}
          data={[{ value: '', label: none }, ...Object.entries(words).map(([value, word]) => ({ value, label: word }))]}
          onChange={(event) => set(field)(event.currentTarget.value)}
        />
      ))}
      {lines.map(({ field, label, placeholder }) => (
        <TextInput
          key={field}
          label={label}
          placeholder={placeholder}
          value={draft[field]}
          error={errorOf(field)}
          onChange={(event) => set(field)(event.currentTarget.value)}
        />
      ))}
    </div>
  );
}
