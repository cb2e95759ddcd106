import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { onChange } from './live.ts';

const settleMs = 1500;

/** Renews answers when the record tells of a change of such a kind; a busy record renews them once per while, not per line. */
export function useLiveRenewal(queryKey: QueryKey, matches: RegExp): void {
  const client = useQueryClient();
  const wanted = useRef({ queryKey, matches });
  wanted.current = { queryKey, matches };
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const renew = (): void => {
      timer = null;
      void client.invalidateQueries({ queryKey: wanted.current.queryKey });
    };
    const stop = onChange((change) => {
      if (change === 'gap' || wanted.current.matches.test(change.kind)) timer ??= setTimeout(renew, settleMs);
    });
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [client]);
}
