/** What all charts have in common: no motion, no legend where the numbers stand beside, hidden from readers who get the numbers. */
export const chartStyle = {
  'aria-hidden': true,
  tickLine: 'none',
  gridProps: { stroke: 'var(--ns-line)', strokeDasharray: '' },
  xAxisProps: { tick: { fill: 'var(--ns-muted)', fontSize: 12 }, minTickGap: 24 },
  yAxisProps: { tick: { fill: 'var(--ns-muted)', fontSize: 12 }, width: 36 },
  tooltipAnimationDuration: 0,
} as const;

/** `2026-11-25` as `25 Nov`. */
export const dayText = (day: string): string =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
