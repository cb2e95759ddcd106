import { BarChart } from '@mantine/charts';
import { useQuery } from '@tanstack/react-query';
import { Mark, markOfMethod } from '../../../components/mark.tsx';
import type { Method } from '../../../lib/contract.ts';
import { percent } from '../../../lib/words.ts';
import { methodsQuery } from '../api/learning.ts';
import { chartStyle, dayText } from './chart-style.ts';
import styles from './learning.module.css';
import { Nothing, Panel } from './panel.tsx';

const methods: readonly { readonly name: Method; readonly label: string; readonly color: string }[] = [
  { name: 'rule', label: 'A rule', color: 'var(--ns-accent)' },
  { name: 'knowledge', label: 'A known case', color: 'var(--ns-running)' },
  { name: 'human', label: 'A person before', color: 'var(--ns-resolved)' },
  { name: 'model', label: 'The model', color: 'var(--ns-degraded)' },
  { name: 'degraded', label: 'Without the model, which failed', color: 'var(--ns-quiet)' },
];

/** By which means diagnoses were made, day by day: as rules and knowledge grow, the model is asked less. */
export function MethodPanel({ days }: { readonly days: number }) {
  return (
    <Panel title="Who recognised the failures" query={useQuery(methodsQuery(days))} wide>
      {({ total, by_day }) => {
        const used = methods.filter(({ name }) => (total[name]?.numerator ?? 0) > 0);
        if (used.length === 0) return <Nothing>Every diagnosis is counted here by the stage that made it.</Nothing>;
        const calls = by_day.reduce((sum, day) => sum + day.model_calls, 0);
        const cost = by_day.reduce((sum, day) => sum + day.model_cost, 0);
        return (
          <div className={styles.beside}>
            <BarChart
              {...chartStyle}
              className={styles.chart ?? ''}
              h={180}
              data={by_day.map(({ day, counts }) => ({ day: dayText(day), ...counts }))}
              dataKey="day"
              type="stacked"
              maxBarWidth={24}
              barProps={{ isAnimationActive: false }}
              series={[...used]}
            />
            <dl className={styles.numbers}>
              {used.map(({ name, label, color }) => (
                <div key={name}>
                  <dt className="row">
                    <span className={styles.key} style={{ background: color }} aria-hidden />
                    <Mark kind={markOfMethod(name)} label={label} />
                    {label}
                  </dt>
                  <dd>
                    {percent(total[name]?.value ?? null)}{' '}
                    <span className="muted">{(total[name]?.numerator ?? 0).toLocaleString('en')}</span>
                  </dd>
                </div>
              ))}
              <div>
                <dt>Asked the model</dt>
                <dd>
                  {calls.toLocaleString('en')} <span className="muted">{cost === 0 ? 'at no cost' : `for ${cost.toFixed(2)}`}</span>
                </dd>
              </div>
            </dl>
          </div>
        );
      }}
    </Panel>
  );
}
