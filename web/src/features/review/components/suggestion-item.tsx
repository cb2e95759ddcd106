import { Button, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Mark } from '../../../components/mark.tsx';
import { Quotes } from '../../../components/quotes.tsx';
import { ReasonDialog } from '../../../components/reason-dialog.tsx';
import { ReplayResult } from '../../../components/replay-result.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import { messageOf } from '../../../lib/api-error.ts';
import type { Suggestion } from '../../../lib/learning-contract.ts';
import { useRole } from '../../../lib/session.ts';
import { toast, toastError } from '../../../lib/toast.ts';
import { actionWords, causeWords, count, mayApprove, originWords } from '../../../lib/words.ts';
import { useReview } from '../api/review.ts';
import styles from './review.module.css';

/** One suggested rule: what it would look for and say, what speaks for it, and what it would have changed. */
export function SuggestionItem({ suggestion }: { readonly suggestion: Suggestion }) {
  const { cause, origin, action, support, source } = suggestion;
  return (
    <li className={styles.suggestion}>
      <div className={styles.suggestionHead}>
        <Mark
          kind={source === 'corrections' ? 'person' : 'model'}
          label={source === 'corrections' ? 'From what people corrected' : 'From what the model told'}
        />
        <h3 className={styles.title}>{suggestion.title}</h3>
        <span className="muted">{count(support, 'failure')} speak for it</span>
      </div>
      <p>
        {causeWords[cause]} <span className="muted">· {originWords[origin]} ·</span> {actionWords[action]}
      </p>
      <pre className={styles.pattern}>{suggestion.pattern}</pre>
      <Quotes quotes={suggestion.examples.slice(0, 3)} />
      {suggestion.state === 'open' ? <Decide suggestion={suggestion} /> : <Decided suggestion={suggestion} />}
    </li>
  );
}

function Decided({ suggestion: { state, decidedBy, decidedAt, reason, ruleId } }: { readonly suggestion: Suggestion }) {
  return (
    <p className="muted">
      {state === 'accepted' ? 'Accepted' : 'Rejected'}
      {decidedBy !== null && ` by ${decidedBy}`}
      {decidedAt !== null && (
        <>
          , <TimeAgo at={decidedAt} />
        </>
      )}
      {reason !== null && `: ${reason}`}{' '}
      {ruleId !== null && (
        <Link to="/rules/$ruleId" params={{ ruleId }}>
          See the rule
        </Link>
      )}
    </p>
  );
}

/** First the replay, then the decision. */
function Decide({ suggestion }: { readonly suggestion: Suggestion }) {
  const role = useRole();
  const [rejecting, setRejecting] = useState(false);
  const { replay, accept, reject } = useReview();
  const isLocked = role === null || !mayApprove(role);
  const worse = replay.data?.worse ?? 0;
  const take = (): void =>
    accept.mutate(
      { id: suggestion.id, force: worse > 0 },
      {
        onSuccess: ({ ruleId }) =>
          toast(
            'It is a rule now',
            <Link to="/rules/$ruleId" params={{ ruleId }}>
              See the rule
            </Link>,
          ),
        onError: (error) => toastError('Not accepted', error),
      },
    );
  return (
    <>
      {replay.data !== undefined && <ReplayResult replay={replay.data} />}
      {replay.isError && <p className={styles.problem}>The stored cases could not be replayed: {messageOf(replay.error)}.</p>}
      <Tooltip label="An approver can decide on rules" disabled={!isLocked || role === null}>
        <div className={styles.actions}>
          {replay.data === undefined ? (
            <Button disabled={isLocked} loading={replay.isPending} onClick={() => replay.mutate(suggestion.id)}>
              Replay over stored cases
            </Button>
          ) : (
            <Button disabled={isLocked} loading={accept.isPending} color={worse > 0 ? 'red' : 'night'} onClick={take}>
              {worse > 0 ? `Accept although ${worse} would get worse` : 'Accept as a rule'}
            </Button>
          )}
          <Button variant="default" disabled={isLocked} onClick={() => setRejecting(true)}>
            Reject…
          </Button>
        </div>
      </Tooltip>
      <ReasonDialog
        opened={rejecting}
        onClose={() => setRejecting(false)}
        title="Reject the suggestion"
        label="Why"
        required
        confirm="Reject the suggestion"
        onConfirm={async (reason) => {
          await reject.mutateAsync({ id: suggestion.id, reason });
          toast('Suggestion rejected', 'It is not suggested again.');
        }}
      >
        It is put away for good, with your reason.
      </ReasonDialog>
    </>
  );
}
