import { useQuery } from '@tanstack/react-query';
import { Countdown } from '../../../components/countdown.tsx';
import { QueryView } from '../../../components/query-view.tsx';
import { Bone } from '../../../components/states.tsx';
import { Elapsed } from '../../../components/time-ago.tsx';
import type { IncidentDetail } from '../../../lib/contract.ts';
import { stageWords } from '../../../lib/words.ts';
import { recordQuery } from '../api/get-incident.ts';
import { groupByStage, type RunningStage, runningStage } from '../api/timeline.ts';
import { CommentBox } from './comment-box.tsx';
import styles from './timeline.module.css';
import { TimelineLine } from './timeline-line.tsx';

/** What happened, stage by stage, newest last; at its end what is going on now, and a place to say something. */
export function Timeline({ incident }: { readonly incident: IncidentDetail }) {
  const query = useQuery(recordQuery(incident.id));
  const running = runningStage(incident);
  return (
    <section aria-label="Timeline">
      <QueryView
        query={query}
        what="The timeline"
        still="The evidence beside it is complete, and the case is handled as before."
        skeleton={<TimelineSkeleton />}
      >
        {({ items }) => (
          <ol className={styles.groups} data-live>
            {groupByStage(items).map((group) => (
              <li key={group.key} className={styles.group}>
                <h2 className={styles.stage}>{stageWords[group.stage] ?? group.stage}</h2>
                <ol>
                  {group.lines.map((line) => (
                    <TimelineLine key={line.id} line={line} />
                  ))}
                </ol>
              </li>
            ))}
            {running !== null && <Running running={running} />}
          </ol>
        )}
      </QueryView>
      <CommentBox incident={incident} />
    </section>
  );
}

function Running({ running }: { readonly running: RunningStage }) {
  return (
    <li className={styles.running} aria-live="off">
      <span className={styles.pulse} data-waits={running.since === null} aria-hidden />
      <span className={styles.runningText}>{running.text}</span>
      <span className={styles.runningTime}>
        {running.since !== null && (
          <>
            for <Elapsed since={running.since} />
          </>
        )}
        {running.until !== null && <Countdown until={running.until} short />}
      </span>
    </li>
  );
}

const TimelineSkeleton = () => (
  <div style={{ display: 'grid', gap: 20, paddingTop: 8 }}>
    {[260, 300, 220, 280].map((width) => (
      <Bone key={width} width={width} />
    ))}
  </div>
);
