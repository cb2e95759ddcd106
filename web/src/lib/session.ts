import { queryOptions, useQuery } from '@tanstack/react-query';
import { readSession } from './api.ts';
import type { Role } from './contract.ts';
import { queryKeys } from './query-keys.ts';

export const sessionQuery = () =>
  queryOptions({ queryKey: queryKeys.session, queryFn: () => readSession(), staleTime: Number.POSITIVE_INFINITY });

/** The role of who is signed in; null while nobody knows. */
export const useRole = (): Role | null => useQuery(sessionQuery()).data?.person.role ?? null;
