import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { OutboxItem } from '../../../lib/contract.ts';
import { caughtMailQuery, caughtQuery } from './outbox.ts';

const bare = (messageId: string): string => messageId.replace(/[<>\s]/g, '');

/** What the mail catcher received of a mail whose text the outbox does not keep; null while, or where, there is none. */
export function useCaughtTwin(mail: OutboxItem) {
  const isNeeded = mail.text === '' && mail.html === '';
  const caught = useInfiniteQuery({ ...caughtQuery(), enabled: isNeeded });
  const twin = caught.data?.pages
    .flatMap((page) => page.items)
    .find((one) => one.messageId !== null && bare(one.messageId) === bare(mail.messageId));
  const content = useQuery({ ...caughtMailQuery(twin?.id ?? ''), enabled: isNeeded && twin !== undefined });
  return content.data ?? null;
}
