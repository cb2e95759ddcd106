import { QueryClient } from '@tanstack/react-query';
import { isPassing } from '../lib/api-error.ts';

/** Keeps answers for a moment, asks again only where that may help, and never repeats a write by itself. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5000,
        retry: (failures, error) => failures < 1 && isPassing(error),
        retryDelay: 1000,
        networkMode: 'always',
        structuralSharing: true,
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
