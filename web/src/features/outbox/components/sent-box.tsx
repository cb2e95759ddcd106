import { Button } from '@mantine/core';
import { IconMailOff } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { MailState } from '../../../components/mail-state.tsx';
import { EmptyState, ErrorState } from '../../../components/states.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { OutboxItem } from '../../../lib/contract.ts';
import { purposeWords } from '../../../lib/words.ts';
import { useCaughtTwin } from '../api/caught-twin.ts';
import { outboxQuery } from '../api/outbox.ts';
import { BoxFrame, BoxItem, BoxSkeleton } from './box.tsx';
import { MailPreview } from './mail-preview.tsx';
import styles from './outbox-screen.module.css';
import type { BoxProps } from './outbox-screen.tsx';

const stateWords = {
  claimed: 'It is being sent',
  confirmed: 'The mail server accepted it',
  refused: 'The mail server refused it',
  unknown: 'The reply was lost: nobody can tell whether it arrived',
  suppressed: 'It was not sent',
} as const;

/** Mails by effect: what was to be sent, to whom, and what became of it. */
export function SentBox({ selected, onSelect }: BoxProps) {
  const query = useInfiniteQuery(outboxQuery());
  if (query.data === undefined)
    return query.isError ? (
      <ErrorState error={query.error} what="The outbox" still="Mails still go out." retry={() => void query.refetch()} />
    ) : (
      <BoxSkeleton />
    );
  const mails = query.data.pages.flatMap((page) => page.items);
  if (mails.length === 0) {
    return (
      <EmptyState title="No mail yet" icon={<IconMailOff size={24} stroke={1.5} />}>
        Owners are mailed when only they can fix a failure, approvers when a decision waits, and on call when a case is escalated. Each of
        these mails appears here.
      </EmptyState>
    );
  }
  const mail = mails.find((one) => one.key === selected);
  return (
    <BoxFrame
      hasSelection={mail !== undefined}
      onBack={() => onSelect(null)}
      list={
        <>
          <ul>
            {mails.map((one) => (
              <BoxItem
                key={one.key}
                isCurrent={one.key === selected}
                onClick={() => onSelect(one.key)}
                top={
                  <>
                    <strong>{purposeWords(one.purpose)}</strong> <span className="muted">to {one.to === '' ? 'nobody' : one.to}</span>
                  </>
                }
                when={<TimeAgo at={one.claimedAt} />}
                subject={one.subject}
                state={<MailState state={one.state} note={one.note} />}
              />
            ))}
          </ul>
          {query.hasNextPage && (
            <div className={styles.more}>
              <Button variant="default" fullWidth loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                Show more
              </Button>
            </div>
          )}
        </>
      }
      preview={mail !== undefined && <SentPreview key={mail.key} mail={mail} />}
    />
  );
}

/** The mail as it was sent; where its text is not kept, as the mail catcher received it. */
function SentPreview({ mail }: { readonly mail: OutboxItem }) {
  const twin = useCaughtTwin(mail);
  return (
    <MailPreview
      subject={mail.subject}
      text={mail.text || (twin?.text ?? '')}
      html={mail.html || (twin?.html ?? '')}
      facts={[
        [
          'State',
          <span key="state">
            {stateWords[mail.state]}
            {mail.note !== null && `: ${mail.note}`}
          </span>,
        ],
        ['To', mail.to === '' ? 'Nobody' : mail.to],
        [
          'Case',
          <Link key="case" to="/incidents/$incidentId" params={{ incidentId: mail.incidentId }}>
            {purposeWords(mail.purpose)}
          </Link>,
        ],
        ['Sent', <TimeAgo key="sent" at={mail.settledAt ?? mail.claimedAt} />],
        [
          'Message-ID',
          <span key="id" className="mono">
            {mail.messageId}
          </span>,
        ],
      ]}
    />
  );
}
