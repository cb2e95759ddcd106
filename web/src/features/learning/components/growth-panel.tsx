import { AreaChart } from '@mantine/charts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lastDays, sumOf } from '../../../lib/growth.ts';
import { percent } from '../../../lib/words.ts';
import { growthQuery, reportQuery } from '../api/learning.ts';
import { chartStyle, dayText } from './chart-style.ts';
import styles from './learning.module.css';
import { Nothing, Panel } from './panel.tsx';

/** For how many days the API tells the growth. */
const told = 30;

/** How the knowledge base grows, and how many failures it knows. */
export function GrowthPanel({ days }: { readonly days: number }) {
  const report = useQuery(reportQuery(days)).data;
  return (
    <Panel title="Knowledge growth" query={useQuery(growthQuery())}>
      {({ entries, growth, byState, coverage }) => {
        const shown = lastDays(growth, Math.min(days, told), Date.now());
        return (
          <>
            <p className={styles.headline}>
              <strong>{(byState.active ?? 0).toLocaleString('en')}</strong>{' '}
              <span className="muted">
                entries in use
                {report !== undefined && `, ${report.knowledge_growth.before.toLocaleString('en')} before`}
              </span>
            </p>
            <div className={styles.beside}>
              {entries === 0 ? (
                <Nothing>Resolved cases, corrections and what people teach appear here.</Nothing>
              ) : (
                <AreaChart
                  {...chartStyle}
                  className={styles.chart ?? ''}
                  h={120}
                  data={runningTotal(entries, shown)}
                  dataKey="day"
                  withDots={false}
                  withGradient={false}
                  fillOpacity={0.15}
                  curveType="stepAfter"
                  areaProps={{ isAnimationActive: false }}
                  series={[{ name: 'entries', label: 'Entries', color: 'var(--ns-accent)' }]}
                />
              )}
              <dl className={styles.numbers}>
                <div>
                  <dt>Added, {shown.length} days</dt>
                  <dd>{sumOf(shown).toLocaleString('en')}</dd>
                </div>
                <div>
                  <dt>
                    <Link to="/knowledge" search={{ state: 'candidate' }}>
                      To confirm
                    </Link>
                  </dt>
                  <dd>{(byState.candidate ?? 0).toLocaleString('en')}</dd>
                </div>
                <div>
                  <dt>Failures it knows</dt>
                  <dd>{percent(coverage)}</dd>
                </div>
              </dl>
            </div>
          </>
        );
      }}
    </Panel>
  );
}

/** How many entries there were at the end of each day, told backwards from how many there are. */
function runningTotal(entries: number, growth: readonly { readonly day: string; readonly added: number }[]) {
  let total = entries - growth.reduce((sum, day) => sum + day.added, 0);
  return growth.map(({ day, added }) => {
    total += added;
    return { day: dayText(day), entries: total };
  });
}
