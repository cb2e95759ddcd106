import { Button } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { QueryView } from '../../../components/query-view.tsx';
import { Bone, EmptyState, ErrorState } from '../../../components/states.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import { caughtMailQuery, caughtQuery } from '../api/outbox.ts';
import { BoxFrame, BoxItem, BoxSkeleton } from './box.tsx';
import { MailPreview } from './mail-preview.tsx';
import styles from './outbox-screen.module.css';
import type { BoxProps } from './outbox-screen.tsx';

/** What arrived at the embedded mail catcher, duplicates included. */
export function CaughtBox({ selected, onSelect }: BoxProps) {
  const query = useInfiniteQuery({ ...caughtQuery(), refetchInterval: 15_000 });
  if (query.data === undefined)
    return query.isError ? (
      <ErrorState
        error={query.error}
        what="The mail catcher"
        still="What Nightshift sent is under the other tab."
        retry={() => void query.refetch()}
      />
    ) : (
      <BoxSkeleton />
    );
  const mails = query.data.pages.flatMap((page) => page.items);
  if (mails.length === 0) {
    return (
      <EmptyState title="Nothing was received" icon={<IconInbox size={24} stroke={1.5} />}>
        {query.data.pages[0]?.note ?? 'The mail catcher stands in for a mail server: every mail that arrives there appears here.'}
      </EmptyState>
    );
  }
  return (
    <BoxFrame
      hasSelection={selected !== null}
      onBack={() => onSelect(null)}
      list={
        <>
          <ul>
            {mails.map((one) => (
              <BoxItem
                key={one.id}
                isCurrent={one.id === selected}
                onClick={() => onSelect(one.id)}
                top={<strong>{one.to.join(', ')}</strong>}
                when={<TimeAgo at={one.receivedAt} />}
                subject={one.subject}
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
      preview={selected !== null && <CaughtPreview key={selected} id={selected} />}
    />
  );
}

function CaughtPreview({ id }: { readonly id: string }) {
  const query = useQuery(caughtMailQuery(id));
  return (
    <QueryView
      query={query}
      what="This mail"
      skeleton={
        <div style={{ padding: 24, display: 'grid', gap: 16 }}>
          {[320, 220, 260].map((width) => (
            <Bone key={width} width={width} />
          ))}
        </div>
      }
    >
      {(mail) => (
        <MailPreview
          subject={mail.subject}
          text={mail.text}
          html={mail.html}
          facts={[
            ['From', mail.from],
            ['To', mail.to.join(', ')],
            ['Received', <TimeAgo key="at" at={mail.receivedAt} />],
            ...(mail.incidentId === null
              ? []
              : [
                  [
                    'Case',
                    <Link key="case" to="/incidents/$incidentId" params={{ incidentId: mail.incidentId }}>
                      Open the case
                    </Link>,
                  ] as const,
                ]),
            [
              'Message-ID',
              <span key="id" className="mono">
                {mail.messageId ?? 'none'}
              </span>,
            ],
          ]}
        />
      )}
    </QueryView>
  );
}
