import { queryOptions } from '@tanstack/react-query';
import { ApiError } from '../../../lib/api-error.ts';
import type { Health } from '../../../lib/contract.ts';
import { queryKeys } from '../../../lib/query-keys.ts';

/** Every part of the product; answers with a body also when one of them is down. */
async function readHealth(signal: AbortSignal): Promise<Health> {
  const response = await fetch('/health', { signal }).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError({ status: 0, code: 'offline', message: 'Nightshift cannot be reached', cause });
  });
  const body = (await response.json().catch(() => null)) as Health | null;
  if (body === null || typeof body.components !== 'object')
    throw new ApiError({ status: response.status, code: 'unreadable', message: 'The state of Nightshift cannot be read' });
  return body;
}

export const healthQuery = () =>
  queryOptions({
    queryKey: queryKeys.health,
    queryFn: ({ signal }) => readHealth(signal),
    refetchInterval: 15_000,
    staleTime: 10_000,
    retry: false,
  });
