import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch, IconStack2 } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PageFrame } from '../../../components/page.tsx';
import { Bone, EmptyState, ErrorState, StaleNotice } from '../../../components/states.tsx';
import table from '../../../components/table.module.css';
import { count } from '../../../lib/words.ts';
import { jobsQuery } from '../api/jobs.ts';
import { JobRow } from './job-row.tsx';

/** The jobs that Nightshift knows: how often they fail, and whether automation is paused for one. */
export function JobsScreen() {
  const [text, setText] = useState('');
  const [wanted] = useDebouncedValue(text.trim(), 250);
  const query = useInfiniteQuery({ ...jobsQuery(wanted), placeholderData: keepPreviousData });
  const jobs = query.data?.pages.flatMap((page) => page.items) ?? [];
  const retry = (): void => void query.refetch();
  return (
    <PageFrame
      title="Jobs"
      actions={
        <TextInput
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          placeholder="Search jobs"
          aria-label="Search jobs"
          leftSection={<IconSearch size={16} />}
        />
      }
    >
      {query.isError && query.data !== undefined && <StaleNotice since={query.dataUpdatedAt} error={query.error} retry={retry} />}
      {query.data === undefined && query.isError ? (
        <ErrorState error={query.error} what="The jobs" retry={retry} />
      ) : query.data !== undefined && jobs.length === 0 ? (
        <EmptyState title={wanted === '' ? 'No job yet' : 'No job matches'} icon={<IconStack2 size={24} stroke={1.5} />}>
          {wanted === ''
            ? 'Jobs appear here with their first failure, or as soon as a connected platform lists them.'
            : 'Search for something else.'}
        </EmptyState>
      ) : (
        <>
          <div className={table.scroll}>
            <table className={table.table} data-live aria-busy={query.data === undefined}>
              <caption className="only-read">Jobs by name</caption>
              <thead>
                <tr>
                  <th scope="col" className={table.rest}>
                    Job
                  </th>
                  <th scope="col" className={table.wide}>
                    Application
                  </th>
                  <th scope="col" className={table.wider}>
                    Owner
                  </th>
                  <th scope="col">Automation</th>
                  <th scope="col" className="number">
                    Incidents
                  </th>
                  <th scope="col" className={`number ${table.wide}`}>
                    Last failure
                  </th>
                  <th scope="col">
                    <span className="only-read">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>{query.data === undefined ? <Skeleton /> : jobs.map((job) => <JobRow key={job.id} job={job} />)}</tbody>
            </table>
          </div>
          {query.data !== undefined && (
            <div className={table.foot}>
              <span>{count(jobs.length, 'job')}</span>
              {query.hasNextPage && (
                <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  Show more
                </Button>
              )}
            </div>
          )}
        </>
      )}
    </PageFrame>
  );
}

const Skeleton = () =>
  Array.from({ length: 8 }, (_, row) => (
    <tr key={row}>
      {[140, 90, 180, 60, 40, 80, 70].map((width, column) => (
        <td key={width} className={column === 2 ? table.wider : [1, 5].includes(column) ? table.wide : ''}>
          <Bone width={width - ((row * 13) % 30)} />
        </td>
      ))}
    </tr>
  ));
