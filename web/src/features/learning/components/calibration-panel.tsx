import { LineChart } from '@mantine/charts';
import { useQuery } from '@tanstack/react-query';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { Calibration } from '../../../lib/learning-contract.ts';
import { count, methodWords, percent } from '../../../lib/words.ts';
import { calibrationQuery } from '../api/learning.ts';
import { CalibrateNow } from './calibrate-now.tsx';
import { chartStyle } from './chart-style.ts';
import styles from './learning.module.css';
import { Nothing, Panel } from './panel.tsx';

const colours = { rule: 'var(--ns-accent)', knowledge: 'var(--ns-running)', model: 'var(--ns-degraded)' } as const;
const names = { rule: 'Rules', knowledge: 'Known cases', model: 'Model' } as const;
const errorText = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(3));

/** Whether a confidence means what it says: what was claimed against what came true, with the error before and after fitting. */
export function CalibrationPanel() {
  return (
    <Panel title="Calibration" query={useQuery(calibrationQuery())}>
      {({ items }) => {
        const [held] = items;
        if (held === undefined)
          return (
            <>
              <Nothing>Fitted once a day when enough diagnoses have been judged. Until then a confidence counts as it is claimed.</Nothing>
              <CalibrateNow />
            </>
          );
        return <Held calibration={held} />;
      }}
    </Panel>
  );
}

const seenPrefix = 'seen-';

/** The fitted curves, and beside them a point per tenth of confidence: what was claimed before any fit, and the share that was right. */
const pointsOf = (reports: Calibration['reports']): Record<string, number>[] =>
  reports
    .flatMap((report) => [
      ...report.curve.map(({ raw, calibrated }) => ({ raw, perfect: raw, [report.method]: calibrated })),
      ...report.observed.before.map(({ confidence, right }) => ({
        raw: confidence,
        perfect: confidence,
        [seenPrefix + report.method]: right,
      })),
    ])
    .toSorted((left, right) => left.raw - right.raw);

/** What was claimed and what came true, tenth by tenth, before and after. */
function Observed({ report: { method, observed } }: { readonly report: Calibration['reports'][number] }) {
  const bins = (list: typeof observed.before) =>
    list.map((bin) => `${bin.confidence.toFixed(2)} claimed, ${percent(bin.right)} right of ${bin.count}`).join('; ');
  return (
    <p className="small muted">
      <strong>{names[method]}</strong> before: {bins(observed.before)}. After: {bins(observed.after)}.
    </p>
  );
}

function Held({ calibration: { reports, verdicts, createdAt, createdBy } }: { readonly calibration: Calibration }) {
  const data = pointsOf(reports);
  const seen = reports.filter((report) => report.observed.before.length > 0);
  return (
    <>
      <p className={styles.headline}>
        <span className="muted">
          Fitted to {count(verdicts, 'judged diagnosis', 'judged diagnoses')}
          {createdAt !== null && (
            <>
              , <TimeAgo at={createdAt} />
            </>
          )}
          {createdBy !== null && ` by ${createdBy}`}
        </span>{' '}
        <CalibrateNow />
      </p>
      <div className={styles.beside}>
        <LineChart
          {...chartStyle}
          className={styles.chart ?? ''}
          h={160}
          data={data}
          dataKey="raw"
          yAxisProps={{ ...chartStyle.yAxisProps, domain: [0, 1] }}
          connectNulls
          xAxisProps={{ ...chartStyle.xAxisProps, type: 'number', domain: [0.3, 1], ticks: [0.4, 0.6, 0.8, 1] }}
          lineProps={({ name }) => ({
            isAnimationActive: false,
            ...(name.startsWith(seenPrefix) ? { strokeWidth: 0, dot: { r: 4 } } : { dot: false }),
          })}
          series={[
            { name: 'perfect', label: 'As claimed', color: 'var(--ns-line-strong)', strokeDasharray: '4 4' },
            ...reports.map((report) => ({ name: report.method, label: names[report.method], color: colours[report.method] })),
            ...seen.map((report) => ({
              name: seenPrefix + report.method,
              label: `${names[report.method]}, observed`,
              color: colours[report.method],
            })),
          ]}
        />
        <table className={styles.errors}>
          <caption className="only-read">Error of the confidence before and after fitting, lower is better</caption>
          <thead>
            <tr>
              <th scope="col">Method</th>
              <th scope="col" className="number">
                Brier
              </th>
              <th scope="col" className="number">
                ECE
              </th>
            </tr>
          </thead>
          <tbody>
            {reports.map((report) => (
              <tr key={report.method} title={report.why}>
                <th scope="row">
                  <span className={styles.key} style={{ background: colours[report.method] }} aria-hidden />
                  {names[report.method]}
                  <span className="only-read"> ({methodWords[report.method]})</span>
                  {!report.taken && <span className="muted"> not taken</span>}
                </th>
                <td className="number">
                  {errorText(report.before?.brier)} → {errorText(report.after?.brier)}
                </td>
                <td className="number">
                  {errorText(report.before?.ece)} → {errorText(report.after?.ece)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {seen.map((report) => (
        <Observed key={report.method} report={report} />
      ))}
    </>
  );
}
