import type { Change, Tunable } from '../lib/contract.ts';
import { valueText } from '../lib/proposal-words.ts';
import { boundsText } from '../lib/tunables.ts';
import styles from './diff.module.css';

/** One change, old beside new. Read aloud it is a sentence. */
export function ChangeValues({ change }: { readonly change: Change }) {
  return (
    <>
      <span className="only-read">from </span>
      <del className={styles.before}>{valueText(change.before, change.before === null ? null : change.unit)}</del>
      <span className={styles.arrow} aria-hidden>
        →
      </span>
      <span className="only-read"> to </span>
      <ins className={styles.after} style={{ textDecoration: 'none' }}>
        {valueText(change.after, change.unit)}
      </ins>
    </>
  );
}

/** Changed parameters, one per line, with the bounds where they are known. */
export function Diff({ changes, tunables = [] }: { readonly changes: readonly Change[]; readonly tunables?: readonly Tunable[] }) {
  return (
    <table className={styles.table}>
      <caption className="only-read">Changed parameters</caption>
      <tbody>
        {changes.map((change) => {
          const tunable = tunables.find((one) => one.name === change.name);
          return (
            <tr key={change.name}>
              <th scope="row">{change.name}</th>
              <td>
                <ChangeValues change={change} />
              </td>
              {tunables.length > 0 && <td className={styles.bounds}>{tunable === undefined ? '' : boundsText(tunable)}</td>}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
