import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import type { IncidentFilters } from '../../../lib/incident-filters.ts';
import { csvAddress } from '../api/incidents.ts';
import { FilterBar } from './filter-bar.tsx';
import { IncidentList } from './incident-list.tsx';
import styles from './incidents-screen.module.css';
import { OverviewStrip } from './overview-strip.tsx';

interface IncidentsScreenProps {
  readonly filters: IncidentFilters;
  readonly onFilter: (filters: IncidentFilters, options?: { readonly replace?: boolean }) => void;
}

/** All cases: how things stand, what to see of them, and one line per case. */
export function IncidentsScreen({ filters, onFilter }: IncidentsScreenProps) {
  useDocumentTitle('Incidents · Nightshift');
  return (
    <div className={styles.screen}>
      <header className={styles.head}>
        <h1>Incidents</h1>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          component="a"
          href={csvAddress(filters)}
          download="incidents.csv"
        >
          CSV
        </Button>
      </header>
      <OverviewStrip />
      <FilterBar filters={filters} onFilter={onFilter} />
      <IncidentList filters={filters} onFilter={onFilter} />
    </div>
  );
}
