import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useKeys } from '../lib/use-keys.ts';
import styles from './filters.module.css';

interface SearchFieldProps {
  readonly text: string;
  readonly label: string;
  readonly placeholder: string;
  readonly onSearch: (text: string) => void;
}

/** Searches a moment after the last key; `/` leads to it. */
export function SearchField({ text, label, placeholder, onSearch }: SearchFieldProps) {
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
      placeholder={placeholder}
      aria-label={label}
      leftSection={<IconSearch size={16} />}
      rightSection={value !== '' && <CloseButton size="sm" aria-label="Clear the search" onClick={() => set('')} />}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}
