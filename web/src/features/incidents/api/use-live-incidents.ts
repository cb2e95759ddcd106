import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { announce } from '../../../lib/announce.ts';
import type { IncidentFilters } from '../../../lib/incident-filters.ts';
import { onChange, useLiveState } from '../../../lib/live.ts';
import { queryKeys } from '../../../lib/query-keys.ts';
import { count } from '../../../lib/words.ts';
import { type IncidentPage, incidentsQuery, readIncidents } from './incidents.ts';
import { mergeFresh } from './merge-fresh.ts';

const settleMs = 1200;
const pollMs = 15_000;
interface Fresh {
  readonly of: string;
  readonly page: IncidentPage;
  readonly newIds: readonly string[];
  readonly goneIds: ReadonlySet<string>;
}

/** A page whose rows renew in place. New cases are counted and wait for the reader; rows that no longer match stay, greyed. */
export function useLiveIncidents(filters: IncidentFilters) {
  const client = useQueryClient();
  const query = useQuery({ ...incidentsQuery(filters), placeholderData: keepPreviousData });
  const { connected } = useLiveState();
  const name = JSON.stringify(filters);
  const [fresh, setFresh] = useState<Fresh | null>(null);
  const current = fresh?.of === name ? fresh : null;

  const renew = useCallback(async (): Promise<void> => {
    const asked = JSON.parse(name) as IncidentFilters;
    const key = queryKeys.incidentList(asked);
    const page = await readIncidents(asked);
    const shown = client.getQueryData<IncidentPage>(key);
    if (shown === undefined) return;
    const merged = mergeFresh(shown, page, asked.cursor === undefined);
    client.setQueryData(key, merged.page);
    setFresh((before) => {
      if (before?.of === name && merged.newIds.length > before.newIds.length)
        announce(`${count(merged.newIds.length, 'new incident')} above the list`);
      return { of: name, page, newIds: merged.newIds, goneIds: merged.goneIds };
    });
  }, [client, name]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const soon = (): void => {
      timer ??= setTimeout(() => {
        timer = null;
        renew().catch(() => undefined);
      }, settleMs);
    };
    const stop = onChange(soon);
    const poll = connected ? null : setInterval(soon, pollMs);
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
      if (poll !== null) clearInterval(poll);
    };
  }, [renew, connected]);

  const showNew = (): void => {
    if (current === null) return;
    client.setQueryData(queryKeys.incidentList(filters), current.page);
    setFresh(null);
  };
  return { query, newCount: current?.newIds.length ?? 0, goneIds: current?.goneIds ?? none, showNew };
}

const none: ReadonlySet<string> = new Set();
