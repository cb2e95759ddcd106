import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import styles from './filters.module.css';

interface ChipsProps<Chip> {
  readonly chips: readonly Chip[];
  readonly onRemove: (chip: Chip) => void;
  readonly onClear: () => void;
}

/** The filters that are on, each to be taken off. */
export function Chips<Chip extends { readonly field: string; readonly value: string; readonly label: string }>({
  chips,
  onRemove,
  onClear,
}: ChipsProps<Chip>) {
  if (chips.length === 0) return null;
  return (
    <ul className={styles.chips} aria-label="Filters">
      {chips.map((chip) => (
        <li key={`${chip.field} ${chip.value}`} className={styles.chip}>
          <span className="clip">{chip.label}</span>
          <button type="button" onClick={() => onRemove(chip)} aria-label={`Remove the filter ${chip.label}`}>
            <IconX size={14} aria-hidden />
          </button>
        </li>
      ))}
      <li>
        <Button variant="subtle" size="compact-sm" color="gray" onClick={onClear}>
          Clear
        </Button>
      </li>
    </ul>
  );
}
