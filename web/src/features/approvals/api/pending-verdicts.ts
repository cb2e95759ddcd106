import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { queryKeys } from '../../../lib/query-keys.ts';
import { toast, toastError } from '../../../lib/toast.ts';
import { readMove } from './give-verdict.ts';

/** A verdict that is kept and waits for a worker to take it. */
export interface PendingVerdict {
  readonly incidentId: string;
  readonly messageId: string;
  readonly job: string;
  readonly what: string;
}

const place = 'nightshift-pending-verdicts';
const listeners = new Set<() => void>();
let pending: readonly PendingVerdict[] = read();

function read(): readonly PendingVerdict[] {
  try {
    return JSON.parse(sessionStorage.getItem(place) ?? '[]') as readonly PendingVerdict[];
  } catch {
    return [];
  }
}

function set(next: readonly PendingVerdict[]): void {
  pending = next;
  try {
    sessionStorage.setItem(place, JSON.stringify(next));
  } catch {
    // Without storage it is remembered until the page is left.
  }
  for (const listener of listeners) listener();
}

export const addPending = (verdict: PendingVerdict): void =>
  set([...pending.filter((one) => one.incidentId !== verdict.incidentId), verdict]);
const dropPending = (messageId: string): void => set(pending.filter((one) => one.messageId !== messageId));

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Pending verdicts, asked for again every three seconds until each is applied or refused. */
export function usePendingVerdicts(): readonly PendingVerdict[] {
  const client = useQueryClient();
  const waiting = useSyncExternalStore(subscribe, () => pending);
  const answers = useQueries({
    queries: waiting.map(({ messageId }) => ({
      queryKey: ['message', messageId],
      queryFn: ({ signal }: { signal: AbortSignal }) => readMove(messageId, signal),
      refetchInterval: 3000,
    })),
  });
  useEffect(() => {
    for (const { data } of answers) {
      const verdict = data === undefined || data.state === 'pending' ? undefined : waiting.find((one) => one.messageId === data.messageId);
      if (data === undefined || verdict === undefined) continue;
      dropPending(verdict.messageId);
      if (data.state === 'applied') toast(`${verdict.job}: ${verdict.what}`, 'The kept verdict has been applied.');
      else toastError(`${verdict.job}: the kept verdict was refused`, new Error(data.message ?? 'Nothing was changed'));
      void client.invalidateQueries({ queryKey: queryKeys.proposals });
    }
  }, [answers, waiting, client]);
  return waiting;
}
