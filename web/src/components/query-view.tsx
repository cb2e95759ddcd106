import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorState, StaleNotice } from './states.tsx';

interface QueryViewProps<Data> {
  readonly query: UseQueryResult<Data>;
  /** What is shown, for the error: "The approvals". */
  readonly what: string;
  readonly still?: string;
  readonly skeleton: ReactNode;
  readonly children: (data: Data) => ReactNode;
}

/** An answer in each of its states: on its way, refused, there, and there but not renewed. */
export function QueryView<Data>({ query, what, still, skeleton, children }: QueryViewProps<Data>) {
  const retry = (): void => void query.refetch();
  if (query.data === undefined) {
    if (query.isError) return <ErrorState error={query.error} what={what} retry={retry} {...(still === undefined ? {} : { still })} />;
    return (
      <div aria-busy="true">
        <span className="only-read">{what} is being loaded</span>
        {skeleton}
      </div>
    );
  }
  return (
    <>
      {query.isError && <StaleNotice since={query.dataUpdatedAt} error={query.error} retry={retry} />}
      {children(query.data)}
    </>
  );
}
