import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { QueryView } from '../../../components/query-view.tsx';
import { Bone } from '../../../components/states.tsx';
import type { Ratio } from '../../../lib/learning-contract.ts';
import { percent } from '../../../lib/words.ts';
import styles from './learning.module.css';

interface PanelProps<Data> {
  readonly title: string;
  readonly query: UseQueryResult<Data>;
  readonly wide?: boolean;
  readonly children: (data: Data) => ReactNode;
}

/** One subject: its title, its figure, and below it a small chart beside the numbers. */
export function Panel<Data>({ title, query, wide = false, children }: PanelProps<Data>) {
  const id = useId();
  return (
    <section className={styles.panel} data-wide={wide} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <QueryView query={query} what={title} still="The other figures are still right." skeleton={<PanelSkeleton />}>
        {(data) => <div data-live>{children(data)}</div>}
      </QueryView>
    </section>
  );
}

/** The figure of a panel: `91 %`, and of how many. */
export function Headline({ ratio, unit }: { readonly ratio: Ratio; readonly unit: string }) {
  return (
    <p className={styles.headline}>
      <strong>{percent(ratio.value)}</strong>{' '}
      <span className="muted">
        {ratio.denominator === 0
          ? `no ${unit} yet`
          : `${ratio.numerator.toLocaleString('en')} of ${ratio.denominator.toLocaleString('en')} ${unit}`}
      </span>
    </p>
  );
}

export const Nothing = ({ children }: { readonly children: ReactNode }) => <p className={styles.nothing}>{children}</p>;

const PanelSkeleton = () => (
  <div className={styles.skeleton}>
    <Bone width={120} height={24} />
    <Bone width="100%" height={120} />
    <Bone width={220} />
  </div>
);
