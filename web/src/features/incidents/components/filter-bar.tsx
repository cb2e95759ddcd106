import { Button, CloseButton, Menu, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconChevronDown, IconSearch, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { IncidentFilters } from '../../../lib/incident-filters.ts';
import { useKeys } from '../../../lib/use-keys.ts';
import { useNow } from '../../../lib/use-now.ts';
import { actionWords, causeWords, severityWords, statusWords } from '../../../lib/words.ts';
import { chipsOf, toggled, valuesOf, without } from '../api/chips.ts';
import styles from './filter-bar.module.css';
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
        <Search
          text={filters.q ?? ''}
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
      {chips.length > 0 && (
        <ul className={styles.chips} aria-label="Filters">
          {chips.map((chip) => (
            <li key={`${chip.field} ${chip.value}`} className={styles.chip}>
              <span className="clip">{chip.label}</span>
              <button type="button" onClick={() => onFilter(without(filters, chip))} aria-label={`Remove the filter ${chip.label}`}>
                <IconX size={14} aria-hidden />
              </button>
            </li>
          ))}
          <li>
            <Button
              variant="subtle"
              size="compact-sm"
              color="gray"
              onClick={() => onFilter(filters.q === undefined ? {} : { q: filters.q })}
            >
              Clear
            </Button>
          </li>
        </ul>
      )}
    </div>
  );
}

function Search({ text, onSearch }: { readonly text: string; readonly onSearch: (text: string) => void }) {
  const [value, setValue] = useState(text);
  const field = useRef<HTMLInputElement>(null);
  const later = useDebouncedCallback(onSearch, 250);
  useEffect(() => setValue(text), [text]);
  useKeys({ '/': () => field.current?.focus() });
  const set = (next: string): void => {
    setValue(next);
    later(next.trim());
  };
  return (
    <TextInput
      ref={field}
      className={styles.search ?? ''}
      value={value}
      placeholder="Search job, run, cause or id"
      aria-label="Search incidents"
      leftSection={<IconSearch size={16} />}
      rightSection={value !== '' && <CloseButton size="sm" aria-label="Clear the search" onClick={() => set('')} />}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}
