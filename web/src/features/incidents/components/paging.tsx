import { Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { Link, useRouter } from '@tanstack/react-router';
import type { IncidentFilters } from '../../../lib/incident-filters.ts';
import styles from './incident-list.module.css';

interface PagingProps {
  readonly shown: string;
  readonly filters: IncidentFilters;
  readonly nextCursor: string | null;
}

/** Page after page by cursor; each page has its own address, so that going back works as everywhere. */
export function Paging({ shown, filters, nextCursor }: PagingProps) {
  const router = useRouter();
  const { cursor, ...rest } = filters;
  if (cursor === undefined && nextCursor === null) return <p className={styles.paging}>{shown}</p>;
  return (
    <nav className={styles.paging} aria-label="Pages">
      <span>{cursor === undefined ? `Newest ${shown}` : shown}</span>
      <span className="row">
        {cursor !== undefined && (
          <>
            <Button variant="subtle" color="gray" renderRoot={(props) => <Link to="/incidents" search={rest} {...props} />}>
              Newest
            </Button>
            <Button variant="default" leftSection={<IconChevronLeft size={16} />} onClick={() => router.history.back()}>
              Back
            </Button>
          </>
        )}
        {nextCursor !== null && (
          <Button
            variant="default"
            rightSection={<IconChevronRight size={16} />}
            renderRoot={(props) => <Link to="/incidents" search={{ ...rest, cursor: nextCursor }} {...props} />}
          >
            Older
          </Button>
        )}
      </span>
    </nav>
  );
}
