import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { onChange, startLive } from '../../lib/live.ts';
import { queryKeys } from '../../lib/query-keys.ts';

const settleMs = 400;

/** Keeps the feed open and renews what its changes touch, a few times per second at most. The incident list renews itself, row by row. */
export function useLiveSync(): void {
  const client = useQueryClient();
  useEffect(() => {
    const touched = new Set<string>();
    let all = false;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const settle = (): void => {
      timer = null;
      const renew = (queryKey: readonly string[]) => void client.invalidateQueries({ queryKey });
      if (all) void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] !== 'list' && queryKey[0] !== 'session' });
      else {
        renew(queryKeys.overview);
        renew(queryKeys.proposals);
        renew(queryKeys.automation);
        renew(queryKeys.outbox);
        for (const incidentId of touched) renew(queryKeys.incident(incidentId));
      }
      touched.clear();
      all = false;
    };
    const stopListening = onChange((change) => {
      if (change === 'gap') all = true;
      else if (change.incidentId !== null) touched.add(change.incidentId);
      timer ??= setTimeout(settle, settleMs);
    });
    const stopLive = startLive();
    return () => {
      stopListening();
      stopLive();
      if (timer !== null) clearTimeout(timer);
    };
  }, [client]);
}
