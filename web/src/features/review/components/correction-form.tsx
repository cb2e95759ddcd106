import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { messageOf } from '../../../lib/api-error.ts';
import type { Action, Cause, IncidentSummary, Origin } from '../../../lib/contract.ts';
import { actionWords, causeWords, originWords } from '../../../lib/words.ts';
import { useReview } from '../api/review.ts';
import type { Ratings } from './diagnosis-review.tsx';
import styles from './review.module.css';

interface CorrectionFormProps {
  readonly incident: IncidentSummary;
  readonly ratings: Ratings;
  readonly onBack: () => void;
  readonly onDone: () => void;
}

const options = (words: Readonly<Record<string, string>>) => Object.entries(words).map(([value, label]) => ({ value, label }));

/** Sets a diagnosis right in its place: cause, origin, action, and why. */
export function CorrectionForm({ incident, ratings, onBack, onDone }: CorrectionFormProps) {
  const [cause, setCause] = useState<Cause>(incident.cause ?? 'UNKNOWN');
  const [origin, setOrigin] = useState<Origin>(incident.origin ?? 'UNKNOWN');
  const [action, setAction] = useState<Action>(incident.action ?? 'ESCALATE');
  const [reason, setReason] = useState('');
  const { correct, judge } = useReview();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (reason.trim() === '') return;
    try {
      await correct.mutateAsync({ id: incident.id, cause, origin, action, reason: reason.trim() });
      if (Object.keys(ratings).length > 0) await judge.mutateAsync({ id: incident.id, kind: 'wrong_category', ...ratings });
      onDone();
    } catch {
      // Shown below; nothing was left half-done that matters: the correction and the rating are two statements.
    }
  };
  const error = correct.error ?? judge.error;
  return (
    <form className={styles.correction} onSubmit={(event) => void submit(event)} onKeyDown={(event) => event.key === 'Escape' && onBack()}>
      <NativeSelect
        label="Cause"
        autoFocus
        data={options(causeWords)}
        value={cause}
        onChange={(event) => setCause(event.currentTarget.value as Cause)}
      />
      <NativeSelect
        label="Origin: who has to act"
        data={options(originWords)}
        value={origin}
        onChange={(event) => setOrigin(event.currentTarget.value as Origin)}
      />
      <NativeSelect
        label="Action"
        data={options(actionWords)}
        value={action}
        onChange={(event) => setAction(event.currentTarget.value as Action)}
      />
      <TextInput
        label="Why"
        required
        maxLength={4000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        className={styles.why ?? ''}
      />
      <div className={styles.actions}>
        <Button type="submit" disabled={reason.trim() === ''} loading={correct.isPending || judge.isPending}>
          Save the correction
        </Button>
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
        {error !== null && (
          <span className={styles.problem} role="alert">
            Not saved: {messageOf(error)}
          </span>
        )}
      </div>
    </form>
  );
}
