import { readLocalStorageValue, useLocalStorage } from '@mantine/hooks';
import type { IncidentFilters } from '../../../lib/incident-filters.ts';

export interface SavedView {
  readonly name: string;
  readonly filters: IncidentFilters;
}

const options = { key: 'nightshift-incident-views', defaultValue: [] as readonly SavedView[] };

/** Views that this browser keeps, by name. */
export function useSavedViews() {
  const [views, setViews] = useLocalStorage<readonly SavedView[]>(options);
  const now = (): readonly SavedView[] => readLocalStorageValue(options);
  return {
    views,
    save: (view: SavedView): void => setViews([...now().filter((one) => one.name !== view.name), view]),
    remove: (name: string): void => setViews(now().filter((one) => one.name !== name)),
  };
}

/** The start of today in UTC, as the overview counts its days. */
export const today = (): string => `${new Date().toISOString().slice(0, 10)}T00:00:00.000Z`;

export const standardViews = (): readonly SavedView[] => [
  { name: 'All', filters: {} },
  { name: 'Open', filters: { status: 'open' } },
  { name: 'Waiting for a person', filters: { status: 'AWAITING_APPROVAL,ESCALATED' } },
  { name: 'Closed today without a person', filters: { status: 'closed', resolvedBy: 'automation', since: today() } },
];
