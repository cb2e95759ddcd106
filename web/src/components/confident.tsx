import { Tooltip } from '@mantine/core';
import styles from './confident.module.css';

/** A confidence or score as a number with a thin bar; exact in per cent on hover. */
export function Confident({ value, about = 'Confidence' }: { readonly value: number; readonly about?: string }) {
  const share = Math.min(1, Math.max(0, value));
  return (
    <Tooltip label={`${about} ${Math.round(value * 100)} %`}>
      <span className={styles.confident}>
        <span className={styles.track} aria-hidden>
          <span className={styles.bar} style={{ width: `${Math.round(share * 100)}%` }} />
        </span>
        {value.toFixed(2)}
      </span>
    </Tooltip>
  );
}
