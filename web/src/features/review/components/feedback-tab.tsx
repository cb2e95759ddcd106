import { IconMessage2 } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import filters from '../../../components/filters.module.css';
import { Mark } from '../../../components/mark.tsx';
import { SearchField } from '../../../components/search-field.tsx';
import { EmptyState } from '../../../components/states.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { Action, Cause } from '../../../lib/contract.ts';
import type { FeedbackItem } from '../../../lib/learning-contract.ts';
import { judgementWords } from '../../../lib/review-words.ts';
import { duration } from '../../../lib/time.ts';
import { actionWords, causeWords, count } from '../../../lib/words.ts';
import { feedbackQuery } from '../api/review.ts';
import { Listed } from './listed.tsx';
import styles from './review.module.css';
import type { TabProps } from './review-screen.tsx';
import { Silenced } from './silenced.tsx';

/** What people and programs said of decisions: what was done, what came of it, and how they rate it. */
export function FeedbackTab({ search, onSearch }: TabProps) {
  const query = useInfiniteQuery(feedbackQuery({ q: search.q }));
  return (
    <>
      <div className={`${filters.controls} ${styles.controls}`} role="search">
        <SearchField
          text={search.q ?? ''}
          label="Search feedback"
          placeholder="Search job or comment"
          onSearch={(q) => onSearch({ ...search, q: q === '' ? undefined : q }, { replace: true })}
        />
      </div>
      <Silenced />
      <Listed
        query={query}
        what="The feedback"
        counted={(number) => count(number, 'statement')}
        empty={
          <EmptyState
            title={search.q === undefined ? 'Nobody has said anything yet' : 'No feedback matches'}
            icon={<IconMessage2 size={24} stroke={1.5} />}
          >
            Thumbs, ratings and outcomes that people and programs give to decisions appear here.
          </EmptyState>
        }
      >
        {(items) => (
          <ul>
            {items.map((item) => (
              <FeedbackRow key={item.id} item={item} />
            ))}
          </ul>
        )}
      </Listed>
    </>
  );
}

function FeedbackRow({ item: { kind, body, person, at, incident } }: { readonly item: FeedbackItem }) {
  const said = [body.comment, body.comments, body.reason, body.text].find((one) => typeof one === 'string' && one !== '');
  return (
    <li className={styles.correctionRow}>
      <Mark kind="person" label={person} />
      <div className={styles.correctionText}>
        <p>
          <strong>{judgementWords[kind] ?? kind}</strong>{' '}
          <Link to="/incidents/$incidentId" params={{ incidentId: incident.id }}>
            {incident.job}
          </Link>{' '}
          <span className="muted">
            {[causeWords[incident.cause as Cause], actionWords[incident.action as Action]].filter((word) => word !== undefined).join(', ')}
          </span>
        </p>
        <OutcomeText body={body} />
        <ConfidenceText body={body} />
        {typeof said === 'string' && <p>{said}</p>}
        <p className="muted small">
          {person}, <TimeAgo at={at} />
        </p>
      </div>
    </li>
  );
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** What was done, what came of it, and how it is rated. */
function OutcomeText({ body }: { readonly body: FeedbackItem['body'] }) {
  const done = text(body.actionTaken);
  const outcome = text(body.actualOutcome) ?? text(body.outcome);
  const parts = [
    done === null ? '' : `Done: ${actionWords[done as Action] ?? done}`,
    outcome === null ? '' : `Outcome: ${outcome}`,
    typeof body.resolutionSeconds === 'number' ? `Took ${duration(body.resolutionSeconds * 1000)}` : '',
    typeof body.speedRating === 'number' ? `Speed ${body.speedRating} of 5` : '',
    typeof body.effectivenessRating === 'number' ? `Effectiveness ${body.effectivenessRating} of 5` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? null : <p className="muted">{parts.join(' · ')}</p>;
}

/** Whether the outcome moved the confidence of the knowledge behind the diagnosis; ratings alone never do. */
function ConfidenceText({ body }: { readonly body: FeedbackItem['body'] }) {
  if (typeof body.updateConfidence !== 'boolean') return null;
  const entry = text(body.knowledgeEntry);
  if (entry === null) return <p className="muted">Moved no confidence</p>;
  return (
    <p className="muted">
      Moved the confidence of{' '}
      <Link to="/knowledge/$entryId" params={{ entryId: entry }}>
        the knowledge behind it
      </Link>
    </p>
  );
}
