import { Button } from '@mantine/core';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Bone, ErrorState, StaleNotice } from '../../../components/states.tsx';
import table from '../../../components/table.module.css';
import type { Page } from '../../../lib/contract.ts';
import styles from './review.module.css';

interface ListedProps<Item> {
  readonly query: UseInfiniteQueryResult<InfiniteData<Page<Item>>>;
  /** What is listed, for the error: "The corrections". */
  readonly what: string;
  readonly empty: ReactNode;
  /** `3 corrections` for three. */
  readonly counted: (number: number) => string;
  readonly children: (items: readonly Item[]) => ReactNode;
}

/** A list in each of its states, page after page. */
export function Listed<Item>({ query, what, empty, counted, children }: ListedProps<Item>) {
  const retry = (): void => void query.refetch();
  if (query.data === undefined)
    return query.isError ? <ErrorState error={query.error} what={what} retry={retry} /> : <Skeleton what={what} />;
  const items = query.data.pages.flatMap((page) => page.items);
  return (
    <>
      {query.isError && <StaleNotice since={query.dataUpdatedAt} error={query.error} retry={retry} />}
      {items.length === 0 ? (
        empty
      ) : (
        <div data-live>
          {children(items)}
          <div className={table.foot}>
            <span>{counted(items.length)}</span>
            {query.hasNextPage && (
              <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                Show more
              </Button>
            )}
          </div>
        </div>
      )}
    </>
  );
}

const Skeleton = ({ what }: { readonly what: string }) => (
  <div aria-busy="true">
    <span className="only-read">{what} are being loaded</span>
    {[260, 320, 220, 300, 280].map((width) => (
      <div key={width} className={styles.bones}>
        <Bone width={width} />
        <Bone width={width + 140} />
      </div>
    ))}
  </div>
);
