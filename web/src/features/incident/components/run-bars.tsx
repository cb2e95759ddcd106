import { Tooltip } from '@mantine/core';
import type { IncidentDetail } from '../../../lib/contract.ts';
import { absolute, duration } from '../../../lib/time.ts';
import { count } from '../../../lib/words.ts';
import styles from './evidence-section.module.css';

type Run = IncidentDetail['history'][number];
const mostRuns = 40;
const length = ({ startedAt, finishedAt }: Run): number | null =>
  startedAt === null || finishedAt === null ? null : Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt));
const words = (run: Run): string => {
  const took = length(run);
  return `${run.runKey}: ${run.state}${took === null ? '' : ` after ${duration(took)}`}${run.startedAt === null ? '' : `, ${absolute(run.startedAt)}`}`;
};
const stateOf = (run: Run): string => (run.state === 'succeeded' ? 'good' : run.state === 'failed' ? 'failed' : 'other');

/** Earlier runs as bars, oldest first: height is duration; failures are hatched as well as red. */
export function RunBars({ history }: { readonly history: readonly Run[] }) {
  if (history.length === 0) return null;
  const runs = history.slice(0, mostRuns).reverse();
  const most = Math.max(1, ...runs.map((run) => length(run) ?? 0));
  const good = runs.filter((run) => run.state === 'succeeded');
  const usual = good.map((run) => length(run) ?? 0).sort((left, right) => left - right)[Math.floor(good.length / 2)];
  return (
    <div className={styles.history}>
      <ol className={styles.bars} aria-label="Earlier runs, oldest first">
        {runs.map((run) => (
          <Tooltip key={run.runKey} label={words(run)} openDelay={0}>
            <li className={styles.bar} data-state={stateOf(run)} style={{ height: `${Math.max(10, ((length(run) ?? 0) / most) * 100)}%` }}>
              <span className="only-read">{words(run)}</span>
            </li>
          </Tooltip>
        ))}
      </ol>
      <p className={styles.caption}>
        {count(runs.length, 'earlier run')}, {good.length} ended well{usual !== undefined && usual > 0 && `, usually in ${duration(usual)}`}
      </p>
    </div>
  );
}
