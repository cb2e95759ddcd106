import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import styles from './filters.module.css';

interface ChoiceMenuProps {
  readonly label: string;
  readonly options: Readonly<Record<string, string>>;
  readonly value: string | undefined;
  /** `undefined` takes the filter off. */
  readonly onChoose: (value: string | undefined) => void;
}

/** A filter of which one value holds at a time; choosing it again takes it off. */
export function ChoiceMenu({ label, options, value, onChoose }: ChoiceMenuProps) {
  const entries = Object.entries(options);
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={14} />} disabled={entries.length === 0}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={styles.dropdown ?? ''}>
        {entries.map(([name, word]) => (
          <Menu.CheckboxItem key={name} checked={name === value} onChange={() => onChoose(name === value ? undefined : name)}>
            {word}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
