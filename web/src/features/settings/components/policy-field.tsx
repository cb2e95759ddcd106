import { NumberInput, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { PolicyBody } from '../../../lib/contract.ts';
import { type PolicyField, readField } from '../api/policy-fields.ts';
import styles from './settings.module.css';

interface PolicyFieldInputProps {
  readonly field: PolicyField;
  readonly body: PolicyBody;
  readonly standard: PolicyBody;
  /** `undefined` lets the default hold again. */
  readonly onChange: (value: unknown) => void;
}

/** One field of the policy: empty while the default holds, which stands in it as a placeholder. */
export function PolicyFieldInput({ field, body, standard, onChange }: PolicyFieldInputProps) {
  const value = readField(body, field.name);
  const fallback = readField(standard, field.name);
  switch (field.kind) {
    case 'switch':
      return (
        <Switch
          label={field.label}
          checked={(value ?? fallback) === true}
          onChange={(event) => onChange(event.currentTarget.checked === (fallback === true) ? undefined : event.currentTarget.checked)}
        />
      );
    case 'mails':
      return <MailsInput field={field} value={value} fallback={fallback} onChange={onChange} />;
    case 'number':
      return (
        <NumberInput
          classNames={{ wrapper: styles.field ?? '' }}
          label={field.label}
          description={field.about}
          inputWrapperOrder={['label', 'input', 'error', 'description']}
          value={typeof value === 'number' ? value / field.scale : ''}
          placeholder={typeof fallback === 'number' ? `${fallback / field.scale}${field.unit}` : ''}
          suffix={field.unit}
          min={field.min}
          max={field.max}
          step={field.step}
          hideControls
          onChange={(next) => onChange(next === '' ? undefined : Math.round(Number(next) * field.scale * 1000) / 1000)}
        />
      );
  }
}

const listOf = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : '');

function MailsInput({
  field,
  value,
  fallback,
  onChange,
}: {
  readonly field: PolicyField;
  readonly value: unknown;
  readonly fallback: unknown;
  readonly onChange: (value: unknown) => void;
}) {
  const [text, setText] = useState(listOf(value));
  const set = (next: string): void => {
    setText(next);
    const mails = next.split(/[\s,;]+/).filter((mail) => mail !== '');
    onChange(mails.length === 0 ? undefined : mails);
  };
  return (
    <TextInput
      label={field.label}
      value={text}
      placeholder={listOf(fallback) || 'Nobody'}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}
