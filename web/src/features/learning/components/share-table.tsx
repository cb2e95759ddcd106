import type { Ratio } from '../../../lib/learning-contract.ts';
import { percent } from '../../../lib/words.ts';
import styles from './learning.module.css';

export interface ShareRow {
  readonly name: string;
  readonly ratio: Ratio;
}

interface ShareTableProps {
  readonly caption: string;
  readonly heads: readonly [string, string, string];
  readonly rows: readonly ShareRow[];
}

const weakBelow = 0.75;

/** Shares by name, each as a bar, in per cent and as what it is made of; a weak one says so. */
export function ShareTable({ caption, heads, rows }: ShareTableProps) {
  return (
    <table className={styles.shares}>
      <caption className="only-read">{caption}</caption>
      <thead>
        <tr>
          {heads.map((head, index) => (
            <th key={head} scope="col" className={index === 0 ? '' : 'number'}>
              {head}
            </th>
          ))}
          <td aria-hidden />
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, ratio }) => (
          <tr key={name} data-weak={ratio.value !== null && ratio.value < weakBelow}>
            <th scope="row">{name}</th>
            <td className="number">{percent(ratio.value)}</td>
            <td className="number muted">{ratio.denominator === 0 ? '–' : `${ratio.numerator} of ${ratio.denominator}`}</td>
            <td aria-hidden className={styles.barCell}>
              <span className={styles.track}>
                <span className={styles.bar} style={{ width: `${Math.round((ratio.value ?? 0) * 100)}%` }} />
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
