import { useQuery } from '@tanstack/react-query';
import { metricsQuery, reportQuery } from '../api/learning.ts';
import styles from './learning.module.css';
import { Nothing, Panel } from './panel.tsx';

/** How fast new patterns are learned, and of which kinds. */
export function VelocityPanel({ days }: { readonly days: number }) {
  const velocity = useQuery(metricsQuery(days)).data?.learning_velocity;
  return (
    <Panel title="Learning velocity" query={useQuery(reportQuery(days))}>
      {({ new_patterns: found, confidence_improvements }) => {
        const kinds = [
          { name: 'Own rules', count: found.rules },
          { name: 'Knowledge', count: found.knowledge_entries },
          { name: 'Confirmed verdicts', count: found.confirmed_verdicts },
        ];
        return (
          <>
            <p className={styles.headline}>
              <strong>{velocity?.value === undefined || velocity.value === null ? '–' : velocity.value.toFixed(1)}</strong>{' '}
              <span className="muted">patterns a week, {found.total.toLocaleString('en')} in all</span>
            </p>
            {found.total === 0 ? (
              <Nothing>A pattern is a rule of your own, a knowledge entry in use, or a confirmed verdict.</Nothing>
            ) : (
              <table className={styles.shares}>
                <caption className="only-read">New patterns by kind</caption>
                <tbody>
                  {kinds.map(({ name, count }) => (
                    <tr key={name}>
                      <th scope="row">{name}</th>
                      <td className="number">{count.toLocaleString('en')}</td>
                      <td aria-hidden className={styles.barCell}>
                        <span className={styles.track}>
                          <span className={styles.bar} style={{ width: `${Math.round((count / found.total) * 100)}%` }} />
                        </span>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
            <p className="muted small">
              {confidence_improvements.failures_that_came_back.denominator === 0
                ? 'No failure has come back yet.'
                : `${confidence_improvements.failures_that_came_back.numerator} of ${confidence_improvements.failures_that_came_back.denominator} failures that came back were recognised with more confidence.`}
            </p>
          </>
        );
      }}
    </Panel>
  );
}
