import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, write } from '../../../lib/api.ts';
import type { AutomationSwitch } from '../../../lib/contract.ts';
import { queryKeys } from '../../../lib/query-keys.ts';

/** The one switch over all automation. */
export const automationQuery = () =>
  queryOptions({
    queryKey: queryKeys.automation,
    queryFn: ({ signal }) => get<AutomationSwitch>('/api/automation', { signal }),
    refetchInterval: 30_000,
  });

export function useTurnAutomation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: { readonly stopped: boolean; readonly reason?: string }) =>
      write<AutomationSwitch>('PUT', '/api/automation', change),
    onSuccess: (answer) => client.setQueryData(queryKeys.automation, answer),
  });
}
