import { Tooltip } from '@mantine/core';
import type { IncidentOverview } from '../../../lib/contract.ts';
import styles from './sparkline.module.css';

const height = 36;
const barWidth = 14;
const gap = 4;

/** Seven days as bars: closed cases, and filled, those that needed nobody. */
export function Sparkline({ trend }: { readonly trend: IncidentOverview['trend'] }) {
  const most = Math.max(1, ...trend.map((day) => day.closed));
  const scaled = (value: number): number => (value === 0 ? 0 : Math.max(2, Math.round((value / most) * (height - 2))));
  const width = trend.length * (barWidth + gap) - gap;
  const words = trend.map((day) => `${day.day}: ${day.withoutPerson} of ${day.closed}`).join('; ');
  return (
    <figure className={styles.figure}>
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`Closed without a person, of all closed, last seven days. ${words}`}
      >
        {trend.map((day, index) => {
          const left = index * (barWidth + gap);
          return (
            <Tooltip key={day.day} label={`${day.day}: ${day.withoutPerson} of ${day.closed} without a person`} openDelay={0}>
              <g>
                <rect x={left} y={0} width={barWidth} height={height} fill="transparent" />
                <rect x={left} y={height - 1} width={barWidth} height={1} className={styles.base} />
                <rect x={left} y={height - scaled(day.closed)} width={barWidth} height={scaled(day.closed)} rx={2} className={styles.all} />
                <rect
                  x={left}
                  y={height - scaled(day.withoutPerson)}
                  width={barWidth}
                  height={scaled(day.withoutPerson)}
                  rx={2}
                  className={styles.alone}
                />
              </g>
            </Tooltip>
          );
        })}
      </svg>
      <figcaption className={styles.caption}>7 days, UTC</figcaption>
    </figure>
  );
}
