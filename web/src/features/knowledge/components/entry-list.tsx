import { Button } from '@mantine/core';
import { IconBook2 } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Confident } from '../../../components/confident.tsx';
import { Bone, EmptyState, ErrorState, StaleNotice } from '../../../components/states.tsx';
import table from '../../../components/table.module.css';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { KnowledgeEntry } from '../../../lib/learning-contract.ts';
import { causeWords, count } from '../../../lib/words.ts';
import type { KnowledgeFilters } from '../api/filters.ts';
import { entriesQuery } from '../api/knowledge.ts';
import { EntryState, Provenance } from './entry-state.tsx';
import styles from './knowledge.module.css';

interface EntryListProps {
  readonly filters: KnowledgeFilters;
  readonly isFiltered: boolean;
  readonly onFilter: (filters: KnowledgeFilters) => void;
}

/** One line per entry, the newest change first. */
export function EntryList({ filters, isFiltered, onFilter }: EntryListProps) {
  const query = useInfiniteQuery(entriesQuery(filters));
  const retry = (): void => void query.refetch();
  if (query.data === undefined && query.isError)
    return <ErrorState error={query.error} what="The entries" retry={retry} still="Failures are diagnosed by rules all the same." />;
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.data !== undefined && entries.length === 0) return isFiltered ? <NoMatch onClear={() => onFilter({})} /> : <NoEntries />;
  return (
    <>
      {query.isError && <StaleNotice since={query.dataUpdatedAt} error={query.error} retry={retry} />}
      <div className={table.scroll}>
        <table className={table.table} data-live aria-busy={query.data === undefined}>
          <caption className="only-read">Entries, the newest change first</caption>
          <thead>
            <tr>
              <th scope="col" className={table.rest}>
                Entry
              </th>
              <th scope="col">State</th>
              <th scope="col" className={table.wider}>
                Collection
              </th>
              <th scope="col" className={table.wide}>
                Cause
              </th>
              <th scope="col" className={`number ${table.wide}`}>
                Confidence
              </th>
              <th scope="col" className={`number ${table.wide}`}>
                Worked
              </th>
              <th scope="col" className={`number ${table.wider}`}>
                Changed
              </th>
            </tr>
          </thead>
          <tbody>{query.data === undefined ? <Skeleton /> : entries.map((entry) => <EntryRow key={entry.id} entry={entry} />)}</tbody>
        </table>
      </div>
      {query.data !== undefined && (
        <div className={table.foot}>
          <span>{count(entries.length, 'entry', 'entries')}</span>
          {query.hasNextPage && (
            <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              Show more
            </Button>
          )}
        </div>
      )}
    </>
  );
}

function EntryRow({ entry }: { readonly entry: KnowledgeEntry }) {
  return (
    <tr>
      <td className={table.rest}>
        <span className="row">
          <Provenance provenance={entry.provenance} author={entry.author} />
          <Link to="/knowledge/$entryId" params={{ entryId: entry.id }} className={`${styles.title} clip`} title={entry.title}>
            {entry.title}
          </Link>
        </span>
      </td>
      <td>
        <EntryState state={entry.state} />
      </td>
      <td className={`muted ${table.wider}`}>{entry.collection}</td>
      <td className={table.wide}>{entry.cause === null ? <span className="muted">–</span> : causeWords[entry.cause]}</td>
      <td className={`number ${table.wide}`}>
        <Confident value={entry.confidence} />
      </td>
      <td className={`number ${table.wide}`}>
        <Worked entry={entry} />
      </td>
      <td className={`number muted ${table.wider}`}>
        <TimeAgo at={entry.updatedAt} />
      </td>
    </tr>
  );
}

/** How often a solution worked, of how many outcomes. */
export function Worked({ entry: { successes, failures } }: { readonly entry: KnowledgeEntry }) {
  const outcomes = successes + failures;
  return outcomes === 0 ? <span className="muted">not tried</span> : <span>{`${successes} of ${outcomes}`}</span>;
}

const NoMatch = ({ onClear }: { readonly onClear: () => void }) => (
  <EmptyState
    title="No entry matches"
    actions={
      <Button variant="default" onClick={onClear}>
        Show all entries
      </Button>
    }
  >
    Take a filter off, or search for something else.
  </EmptyState>
);

const NoEntries = () => (
  <EmptyState title="Nothing is known yet" icon={<IconBook2 size={24} stroke={1.5} />}>
    Entries appear when a case is resolved that nothing had matched, when a person corrects a diagnosis, and when somebody teaches one: what
    the failure looks like, and what solves it.
  </EmptyState>
);

const Skeleton = () =>
  Array.from({ length: 8 }, (_, row) => (
    <tr key={row}>
      {[260, 80, 90, 120, 40, 60, 70].map((width, column) => (
        <td key={width} className={[2, 6].includes(column) ? table.wider : column > 1 ? table.wide : ''}>
          <Bone width={width - ((row * 13) % 30)} />
        </td>
      ))}
    </tr>
  ));
