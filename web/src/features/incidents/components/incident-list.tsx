import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowUp, IconInbox } from '@tabler/icons-react';
import { QueryView } from '../../../components/query-view.tsx';
import { EmptyState } from '../../../components/states.tsx';
import type { IncidentFilters } from '../../../lib/incident-filters.ts';
import { useKeys } from '../../../lib/use-keys.ts';
import { count } from '../../../lib/words.ts';
import { useLiveIncidents } from '../api/use-live-incidents.ts';
import { IncidentCards } from './incident-cards.tsx';
import styles from './incident-list.module.css';
import { IncidentTable, TableSkeleton } from './incident-table.tsx';
import { Paging } from './paging.tsx';

interface IncidentListProps {
  readonly filters: IncidentFilters;
  readonly onFilter: (filters: IncidentFilters) => void;
}

/** One page of cases: rows renew in place, new ones wait behind a line at the top. */
export function IncidentList({ filters, onFilter }: IncidentListProps) {
  const { query, newCount, goneIds, showNew } = useLiveIncidents(filters);
  const isNarrow = useMediaQuery('(max-width: 760px)', false, { getInitialValueInEffect: false });
  useKeys({ j: () => moveFocus(1), k: () => moveFocus(-1) });
  const isFiltered = Object.entries(filters).some(([name, value]) => value !== undefined && name !== 'cursor');
  return (
    <QueryView query={query} what="The incidents" skeleton={<TableSkeleton narrow={isNarrow} />}>
      {(page) => (
        <div className={styles.list} data-waiting={query.isPlaceholderData}>
          {newCount > 0 && (
            <button type="button" className={styles.news} onClick={showNew}>
              <IconArrowUp size={14} aria-hidden /> {newCount} new
            </button>
          )}
          {page.items.length === 0 ? (
            isFiltered ? (
              <EmptyState
                title="No incident matches"
                actions={
                  <Button variant="default" onClick={() => onFilter({})}>
                    Show all incidents
                  </Button>
                }
              >
                Take a filter off, or search for something else.
              </EmptyState>
            ) : (
              <NoIncidents />
            )
          ) : isNarrow ? (
            <IncidentCards incidents={page.items} goneIds={goneIds} />
          ) : (
            <IncidentTable incidents={page.items} goneIds={goneIds} />
          )}
          {page.items.length > 0 && <Paging shown={count(page.items.length, 'incident')} filters={filters} nextCursor={page.nextCursor} />}
        </div>
      )}
    </QueryView>
  );
}

function moveFocus(step: number): void {
  const links = [...document.querySelectorAll<HTMLElement>('[data-incident-link]')];
  const position = links.findIndex((link) => link === document.activeElement);
  links[position === -1 ? 0 : Math.min(links.length - 1, Math.max(0, position + step))]?.focus();
}

const NoIncidents = () => (
  <EmptyState title="No job has failed yet" icon={<IconInbox size={24} stroke={1.5} />}>
    <p>Failed runs of the connected platforms appear here by themselves, within minutes. Or report one:</p>
    <pre className={styles.example}>
      {`curl -X POST ${window.location.origin}/api/triggers/failures \\\n  -H "Authorization: Bearer $NIGHTSHIFT_KEY" \\\n  -H "Content-Type: application/json" \\\n  -d '{"platform":"local","job":"my-job","run":"1"}'`}
    </pre>
  </EmptyState>
);
