import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { messageOf } from '../../../lib/api-error.ts';
import { fieldError, isStale } from '../../../lib/field-errors.ts';
import type { KnowledgeDetail } from '../../../lib/learning-contract.ts';
import { toast } from '../../../lib/toast.ts';
import { useKnowledgeChanges } from '../api/changes.ts';
import { contentOf, type Draft, draftOf, emptyDraft, problemsOf } from '../api/draft.ts';
import { entryQuery } from '../api/knowledge.ts';
import { ChangedElsewhere } from './changed-elsewhere.tsx';
import { EntryTexts, FilingFields } from './entry-fields.tsx';
import styles from './entry-form.module.css';

interface EntryFormProps {
  /** Without an entry a new one is taught. */
  readonly entry: KnowledgeDetail | null;
  readonly parentId?: string | undefined;
  /** The entry that was saved; nothing when it was left as it is. */
  readonly onDone: (savedId?: string) => void;
}

/** Teaches or changes an entry. What somebody else changed meanwhile is shown beside it and never overwritten unseen. */
export function EntryForm({ entry, parentId, onDone }: EntryFormProps) {
  const client = useQueryClient();
  const [base, setBase] = useState(entry);
  const [draft, setDraft] = useState<Draft>(base === null ? emptyDraft : draftOf(base));
  const [tried, setTried] = useState(false);
  const { teach, edit } = useKnowledgeChanges();
  const error = teach.error ?? edit.error;
  const form = useRef<HTMLFormElement>(null);
  const problems = problemsOf(draft);
  const errorOf = (field: keyof Draft): string | null => (tried ? problems[field] : undefined) ?? fieldError(error, field);
  const set = (field: keyof Draft) => (value: string) => setDraft((now) => ({ ...now, [field]: value }));
  const shown = { draft, set, errorOf };

  useEffect(() => {
    if (tried || error !== null) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [tried, error]);

  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(problems).length > 0) return form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    const content = contentOf(draft, base === null);
    try {
      const saved =
        base === null
          ? await teach.mutateAsync({ ...content, ...(parentId === undefined ? {} : { parentId }) })
          : await edit.mutateAsync({ ...content, id: base.id, version: base.version });
      toast(base === null ? 'Entry kept' : 'Entry saved', 'It is used from the next failure on.');
      onDone(saved.id);
    } catch (problem) {
      if (base !== null && isStale(problem)) await client.refetchQueries(entryQuery(base.id));
    }
  };

  const changed = base !== null && entry !== null && entry.version !== base.version;
  return (
    <form ref={form} className={styles.form} onSubmit={(event) => void save(event)} noValidate>
      <h1>{base === null ? 'Teach an entry' : 'Edit the entry'}</h1>
      {changed && (
        <ChangedElsewhere
          base={draftOf(base)}
          theirs={draftOf(entry)}
          by={entry.editedBy ?? entry.author}
          onTake={() => {
            setBase(entry);
            setDraft(draftOf(entry));
          }}
          onKeep={() => setBase(entry)}
        />
      )}
      <TextInput
        label="Title"
        data-autofocus
        required
        maxLength={300}
        value={draft.title}
        error={errorOf('title')}
        onChange={(event) => set('title')(event.currentTarget.value)}
      />
      <EntryTexts {...shown} />
      <FilingFields {...shown} />
      <div className={styles.actions}>
        <Button type="submit" loading={teach.isPending || edit.isPending} disabled={changed}>
          {base === null ? 'Teach the entry' : 'Save the entry'}
        </Button>
        <Button variant="default" onClick={() => onDone()}>
          Back without saving
        </Button>
        {changed && <span className="muted">Choose above whose version goes on.</span>}
        {error !== null && !isStale(error) && (
          <span className={styles.problem} role="alert">
            Not saved: {messageOf(error)}
          </span>
        )}
      </div>
    </form>
  );
}
