import { Button, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { messageOf } from '../../../lib/api-error.ts';
import type { IncidentDetail } from '../../../lib/contract.ts';
import { useMoves } from '../api/moves.ts';
import styles from './timeline.module.css';

/** A word to the case, at any time, also after its end. */
export function CommentBox({ incident }: { readonly incident: IncidentDetail }) {
  const { comment } = useMoves(incident.id);
  const [text, setText] = useState('');
  if (!incident.can.comment) return <p className="muted">An operator can comment here.</p>;
  const send = (event?: FormEvent): void => {
    event?.preventDefault();
    if (text.trim() !== '' && !comment.isPending) comment.mutate(text.trim(), { onSuccess: () => setText('') });
  };
  return (
    <form className={styles.comment} onSubmit={send}>
      <Textarea
        aria-label="Comment"
        placeholder="Comment"
        rows={2}
        maxLength={10_000}
        value={text}
        error={comment.isError ? `Not saved: ${messageOf(comment.error)}` : null}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && send()}
      />
      {text.trim() !== '' && (
        <Button type="submit" variant="default" loading={comment.isPending}>
          Comment
        </Button>
      )}
    </form>
  );
}
