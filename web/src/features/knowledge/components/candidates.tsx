import { Button } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ReasonDialog } from '../../../components/reason-dialog.tsx';
import type { KnowledgeEntry } from '../../../lib/learning-contract.ts';
import { toast } from '../../../lib/toast.ts';
import { count } from '../../../lib/words.ts';
import { useKnowledgeChanges } from '../api/changes.ts';
import { candidatesQuery, statsQuery } from '../api/knowledge.ts';
import { Candidate } from './candidate.tsx';
import styles from './knowledge.module.css';

/** What machines wrote down: none of it is used before a person, or an outcome, has confirmed it. */
export function Candidates({ onAll }: { readonly onAll: () => void }) {
  const { data } = useQuery(candidatesQuery());
  const total = useQuery(statsQuery()).data?.byState.candidate ?? 0;
  const [retiring, setRetiring] = useState<KnowledgeEntry | null>(null);
  const { retire } = useKnowledgeChanges();
  if (data === undefined || data.items.length === 0) return null;
  const waiting = Math.max(total, data.items.length);
  return (
    <section className={styles.candidates} aria-labelledby="candidates-title">
      <header className={styles.candidatesHead}>
        <h2 id="candidates-title" className="row">
          <IconHelpCircle size={16} aria-hidden />
          {waiting === 1 ? '1 candidate waits for you' : `${waiting.toLocaleString('en')} candidates wait for you`}
        </h2>
        <span className="muted">Not used for any verdict until confirmed.</span>
      </header>
      <ul>
        {data.items.map((entry) => (
          <Candidate key={entry.id} entry={entry} onRetire={() => setRetiring(entry)} />
        ))}
      </ul>
      {waiting > data.items.length && (
        <Button variant="subtle" size="compact-sm" onClick={onAll}>
          Show all {count(waiting, 'candidate')}
        </Button>
      )}
      <ReasonDialog
        opened={retiring !== null}
        onClose={() => setRetiring(null)}
        title={`Retire “${retiring?.title ?? ''}”`}
        confirm="Retire the candidate"
        onConfirm={async () => {
          if (retiring === null) return;
          await retire.mutateAsync(retiring.id);
          toast('Candidate retired', 'It stays readable, and can be brought back.');
        }}
      >
        It is never used for a verdict, and stays readable under State: Retired.
      </ReasonDialog>
    </section>
  );
}
