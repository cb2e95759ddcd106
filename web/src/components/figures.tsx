import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './figures.module.css';
import { Bone } from './states.tsx';

/** A strip of numbers that say how things stand. */
export const Figures = ({ children }: { readonly children: ReactNode }) => (
  <dl className={styles.strip} data-live>
    {children}
  </dl>
);

interface FigureProps {
  readonly label: string;
  /** `undefined` while it is on its way. */
  readonly value: string | number | undefined;
  readonly of?: string;
  readonly about?: string;
}

/** One number with its name; what it counts on hover. */
export function Figure({ label, value, of, about }: FigureProps) {
  return (
    <div className={styles.figure}>
      <dt className={styles.label}>
        {about === undefined ? (
          label
        ) : (
          <Tooltip label={about}>
            <span>{label}</span>
          </Tooltip>
        )}
      </dt>
      <dd className={styles.value}>
        {value === undefined ? <Bone width={48} height={20} /> : typeof value === 'number' ? value.toLocaleString('en') : value}
        {of !== undefined && value !== undefined && <span className={styles.of}> {of}</span>}
      </dd>
    </div>
  );
}
