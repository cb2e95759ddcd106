import { ChangeValues } from '../../../components/diff.tsx';
import { OutsideLink } from '../../../components/outside-link.tsx';
import { ToneBadge } from '../../../components/state-badge.tsx';
import { Elapsed } from '../../../components/time-ago.tsx';
import type { Attempt, IncidentDetail } from '../../../lib/contract.ts';
import { duration } from '../../../lib/time.ts';
import type { Tone } from '../../../lib/words.ts';
import styles from './attempts-section.module.css';

const states: Readonly<Record<string, { readonly tone: Tone; readonly word: string }>> = {
  queued: { tone: 'running', word: 'Queued' },
  running: { tone: 'running', word: 'Running' },
  succeeded: { tone: 'resolved', word: 'Ended well' },
  failed: { tone: 'failed', word: 'Failed' },
  interrupted: { tone: 'quiet', word: 'Interrupted' },
  lost: { tone: 'degraded', word: 'Lost' },
};
const effects: Readonly<Record<string, string>> = {
  claimed: 'is being submitted',
  refused: 'refused by the platform',
  unknown: 'nobody can tell whether it was started; it is not sent again',
  suppressed: 'not submitted',
};

/** The failed run and every rerun, each with what was changed. */
export function AttemptsSection({ incident }: { readonly incident: IncidentDetail }) {
  return (
    <section aria-label="Attempts">
      <header>
        <h2>Attempts</h2>
        <span className="muted">
          {incident.attempts} of {incident.maxAttempts} reruns used
        </span>
      </header>
      <ol>
        {incident.attemptList.map((attempt) => (
          <AttemptRow key={`${attempt.attempt} ${attempt.runKey}`} attempt={attempt} />
        ))}
      </ol>
      <Requests counts={incident.requests} />
    </section>
  );
}

/** What the case has cost its platform. Nothing where the platform is on this machine. */
function Requests({ counts: { investigate, act, follow } }: { readonly counts: IncidentDetail['requests'] }) {
  const total = investigate + act + follow;
  if (total === 0) return null;
  return (
    <p className="muted">
      {total} {total === 1 ? 'request' : 'requests'} to the platform: {investigate} to investigate, {act} to act, {follow} to follow the
      reruns
    </p>
  );
}

function AttemptRow({ attempt }: { readonly attempt: Attempt }) {
  const state = states[attempt.state] ?? { tone: 'quiet' as const, word: attempt.state };
  const { startedAt, finishedAt } = attempt;
  const effect = attempt.effectState === null ? undefined : effects[attempt.effectState];
  return (
    <li className={styles.attempt}>
      <span className={styles.number}>{attempt.attempt === 0 ? 'Failed run' : `Rerun ${attempt.attempt}`}</span>
      <ToneBadge tone={state.tone} {...(state.tone === 'degraded' ? { icon: <span aria-hidden>?</span> } : {})}>
        {state.word}
      </ToneBadge>
      <span className={styles.run}>
        <OutsideLink url={attempt.url}>
          <span className="mono">{attempt.runKey}</span>
        </OutsideLink>
      </span>
      <span className={styles.took}>
        {startedAt !== null &&
          (finishedAt === null ? <Elapsed since={startedAt} /> : duration(Date.parse(finishedAt) - Date.parse(startedAt)))}
        {attempt.exitCode !== null && <span className="muted"> · exit code {attempt.exitCode}</span>}
      </span>
      {(attempt.changes.length > 0 || attempt.reason !== null || effect !== undefined) && (
        <div className={styles.changes}>
          {attempt.changes.map((change) => (
            <div key={change.name} className="mono">
              {change.name} <ChangeValues change={change} />
            </div>
          ))}
          {effect !== undefined && <p>{effect}</p>}
          {attempt.reason !== null && <p className="muted">{attempt.reason}</p>}
        </div>
      )}
    </li>
  );
}
