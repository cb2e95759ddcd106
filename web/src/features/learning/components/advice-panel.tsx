import { IconBulb } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { FeedbackMetrics, PerformanceReport } from '../../../lib/learning-contract.ts';
import { actionWords, causeWords, percent } from '../../../lib/words.ts';
import { feedbackQuery, healthQuery, performanceQuery } from '../api/learning.ts';
import styles from './learning.module.css';
import { Panel } from './panel.tsx';

/** What people's feedback and the weak spots suggest, each with the numbers that it rests on. */
export function AdvicePanel({ days }: { readonly days: number }) {
  const weak = useQuery(performanceQuery(days)).data?.areas_to_improve ?? [];
  const health = useQuery(healthQuery(days)).data;
  return (
    <Panel title="Recommendations" query={useQuery(feedbackQuery(days))} wide>
      {({ recommendations }) => (
        <ul className={styles.advice}>
          {recommendations.map((one) => (
            <Advice key={one.text}>{sentence(one)}</Advice>
          ))}
          {weak.filter(isNew(recommendations)).map((one) => (
            <Advice key={one.cause}>
              <Link to="/incidents" search={{ cause: one.cause }}>
                {causeWords[one.cause]}
              </Link>
              , recognised {percent(one.recognition.value)}: {one.advice}
            </Advice>
          ))}
          {health !== undefined && health.recommendation !== '' && <Advice>{health.recommendation}</Advice>}
        </ul>
      )}
    </Panel>
  );
}

/** What a recommendation says already is not said twice. */
const isNew =
  (said: FeedbackMetrics['recommendations']) =>
  ({ advice }: PerformanceReport['areas_to_improve'][number]): boolean =>
    !said.some((one) => one.plain === advice);

/** A recommendation in the words of this app. */
const sentence = ({ action, cause, right, judged, proposal }: FeedbackMetrics['recommendations'][number]): string =>
  `“${actionWords[action]}” was right in ${right} of ${judged} where the cause was “${causeWords[cause]}”.${
    proposal === null ? '' : ` Choose “${actionWords[proposal]}” instead.`
  }`;

const Advice = ({ children }: { readonly children: ReactNode }) => (
  <li>
    <IconBulb size={16} aria-hidden />
    <span>{children}</span>
  </li>
);
