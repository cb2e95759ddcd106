import { Button, Tooltip } from '@mantine/core';
import { IconBulb } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { ChoiceMenu } from '../../../components/choice-menu.tsx';
import filters from '../../../components/filters.module.css';
import { EmptyState } from '../../../components/states.tsx';
import type { Suggestion } from '../../../lib/learning-contract.ts';
import { useRole } from '../../../lib/session.ts';
import { toast, toastError } from '../../../lib/toast.ts';
import { count, mayOperate } from '../../../lib/words.ts';
import { suggestionsQuery, useReview } from '../api/review.ts';
import { Listed } from './listed.tsx';
import styles from './review.module.css';
import type { TabProps } from './review-screen.tsx';
import { SuggestionItem } from './suggestion-item.tsx';

const states = { open: 'To be decided', accepted: 'Accepted', rejected: 'Rejected' } as const;

/** Rules that corrections, or verdicts of the model, speak for. */
export function SuggestionsTab({ search, onSearch }: TabProps) {
  const state = search.state ?? 'open';
  const query = useInfiniteQuery(suggestionsQuery(state));
  return (
    <>
      <div className={`${filters.controls} ${styles.controls}`}>
        <ChoiceMenu
          label={states[state]}
          options={states}
          value={state}
          onChoose={(value) => onSearch({ tab: 'suggestions', state: value === 'accepted' || value === 'rejected' ? value : undefined })}
        />
        <Analyse source="corrections" label="Look in corrections" />
        <Analyse source="model" label="Look in what only the model could tell" />
      </div>
      <Listed
        query={query}
        what="The suggestions"
        counted={(number) => count(number, 'suggestion')}
        empty={
          <EmptyState title={state === 'open' ? 'No rule is suggested' : `None was ${state}`} icon={<IconBulb size={24} stroke={1.5} />}>
            {state === 'open'
              ? 'When three corrections, or five verdicts of the model, tell of the same kind of failure, a rule for it is suggested here.'
              : 'What is decided appears here, with who decided it and why.'}
          </EmptyState>
        }
      >
        {(items) => (
          <ul>
            {items.map((item) => (
              <SuggestionItem key={item.id} suggestion={item} />
            ))}
          </ul>
        )}
      </Listed>
    </>
  );
}

function Analyse({ source, label }: { readonly source: Suggestion['source']; readonly label: string }) {
  const role = useRole();
  const { analyse } = useReview();
  const isLocked = role === null || !mayOperate(role);
  const look = (): void =>
    analyse.mutate(source, {
      onSuccess: ({ looked, items }) =>
        toast(
          items.length === 0 ? 'Nothing to suggest' : `${count(items.length, 'rule')} suggested`,
          `Looked at ${count(looked, 'failure')}.`,
        ),
      onError: (error) => toastError('Could not look', error),
    });
  return (
    <Tooltip label="An operator can look for rules" disabled={!isLocked || role === null}>
      <Button variant="default" loading={analyse.isPending} data-disabled={isLocked} onClick={isLocked ? undefined : look}>
        {label}
      </Button>
    </Tooltip>
  );
}
