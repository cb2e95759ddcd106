import { Button, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Mark, markOfActor } from '../../../components/mark.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import { messageOf } from '../../../lib/api-error.ts';
import type { KnowledgeDetail } from '../../../lib/learning-contract.ts';
import { useRole } from '../../../lib/session.ts';
import { mayOperate } from '../../../lib/words.ts';
import { useKnowledgeChanges } from '../api/changes.ts';
import styles from './entry.module.css';

/** What people said about the entry, and room to say more. */
export function Comments({ entry }: { readonly entry: KnowledgeDetail }) {
  const role = useRole();
  return (
    <section aria-label="Comments">
      <header className={styles.sectionHead}>
        <h2>Comments</h2>
      </header>
      {entry.comments.length === 0 && <p className="muted">Nobody has said anything yet.</p>}
      <ol>
        {entry.comments.map((comment) => (
          <li key={comment.id} className={styles.comment}>
            <Mark kind={markOfActor(comment.actor)} label={comment.actor.name} />
            <div className={styles.moveText}>
              <p className={styles.prose}>{comment.text}</p>
              <p className="muted small">
                {comment.actor.name}, <TimeAgo at={comment.at} />
              </p>
            </div>
          </li>
        ))}
      </ol>
      {role !== null && mayOperate(role) && <CommentForm entryId={entry.id} />}
    </section>
  );
}

function CommentForm({ entryId }: { readonly entryId: string }) {
  const [text, setText] = useState('');
  const { comment } = useKnowledgeChanges();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() !== '') comment.mutate({ id: entryId, text: text.trim() }, { onSuccess: () => setText('') });
  };
  return (
    <form onSubmit={submit} className={styles.commentForm}>
      <Textarea
        aria-label="Comment"
        placeholder="What the next person should know"
        rows={2}
        maxLength={4000}
        value={text}
        error={comment.isError ? messageOf(comment.error) : null}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={text.trim() === ''} loading={comment.isPending}>
        Comment
      </Button>
    </form>
  );
}
