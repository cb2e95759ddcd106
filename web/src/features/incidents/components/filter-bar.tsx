import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Chips } from '../../../components/chips.tsx';
import styles from '../../../components/filters.module.css';
import { SearchField } from '../../../components/search-field.tsx';
import type { IncidentFilters } from '../../../lib/incident-filters.ts';
import { useNow } from '../../../lib/use-now.ts';
import { actionWords, causeWords, severityWords, statusWords } from '../../../lib/words.ts';
import { chipsOf, toggled, valuesOf, without } from '../api/chips.ts';
import { ViewsMenu } from './views-menu.tsx';

interface FilterBarProps {
  readonly filters: IncidentFilters;
  readonly onFilter: (filters: IncidentFilters, options?: { readonly replace?: boolean }) => void;
}

const menus = [
  { field: 'status', label: 'State', options: { open: 'Open', closed: 'Closed', ...statusWords } },
  { field: 'cause', label: 'Cause', options: causeWords },
  { field: 'action', label: 'Action', options: actionWords },
  { field: 'severity', label: 'Severity', options: severityWords },
] as const;

/** Search, filters and views; everything that is on stands as a chip and in the address. */
export function FilterBar({ filters, onFilter }: FilterBarProps) {
  const chips = chipsOf(filters, useNow(60_000));
  return (
    <div className={styles.bar}>
      <div className={styles.controls} role="search">
        <SearchField
          text={filters.q ?? ''}
          label="Search incidents"
          placeholder="Search job, run, cause or id"
          onSearch={(q) => onFilter({ ...filters, q: q === '' ? undefined : q, cursor: undefined }, { replace: true })}
        />
        {menus.map(({ field, label, options }) => (
          <Menu key={field} position="bottom-start">
            <Menu.Target>
              <Button variant="default" rightSection={<IconChevronDown size={14} />}>
                {label}
              </Button>
            </Menu.Target>
            <Menu.Dropdown className={styles.dropdown ?? ''}>
              {Object.entries(options).map(([value, word]) => (
                <Menu.CheckboxItem
                  key={value}
                  checked={valuesOf(filters[field]).includes(value)}
                  onChange={() => onFilter(toggled(filters, field, value))}
                >
                  {word}
                </Menu.CheckboxItem>
              ))}
            </Menu.Dropdown>
          </Menu>
        ))}
        <ViewsMenu filters={filters} onFilter={onFilter} />
      </div>
      <Chips
        chips={chips}
        onRemove={(chip) => onFilter(without(filters, chip))}
        onClear={() => onFilter(filters.q === undefined ? {} : { q: filters.q })}
      />
    </div>
  );
}
