import { Button } from '@mantine/core';
import { ReplayResult } from '../../../components/replay-result.tsx';
import { messageOf } from '../../../lib/api-error.ts';
import type { KnowledgeEntry } from '../../../lib/learning-contract.ts';
import { toast, toastError } from '../../../lib/toast.ts';
import { useKnowledgeChanges } from '../api/changes.ts';

type Replay = ReturnType<typeof useKnowledgeChanges>['replay'];

/** First the replay, then the confirmation; where the replay cannot be had, the confirmation without it. */
export function ConfirmCandidate({
  entry,
  replay,
  isLocked,
  size = 'sm',
}: {
  readonly entry: Pick<KnowledgeEntry, 'id' | 'title'>;
  readonly replay: Replay;
  readonly isLocked: boolean;
  readonly size?: 'sm' | 'compact-sm';
}) {
  const { confirm } = useKnowledgeChanges();
  if (replay.data === undefined && !replay.isError)
    return (
      <Button size={size} disabled={isLocked} loading={replay.isPending} onClick={() => replay.mutate(entry.id)}>
        Replay before confirming
      </Button>
    );
  const worse = replay.data?.worse ?? 0;
  const accept = (): void =>
    confirm.mutate(entry.id, {
      onSuccess: () => toast('Entry confirmed', `“${entry.title}” is used from the next failure on.`),
      onError: (error) => toastError('Not confirmed', error),
    });
  return (
    <Button size={size} color={worse > 0 ? 'red' : 'night'} disabled={isLocked} loading={confirm.isPending} onClick={accept}>
      {worse > 0 ? `Confirm although ${worse} would get worse` : 'Confirm'}
    </Button>
  );
}

/** What the replay of a candidate showed, or why it could not be had. */
export function CandidateReplay({ replay }: { readonly replay: Replay }) {
  if (replay.isError)
    return <p role="alert">The stored cases could not be replayed: {messageOf(replay.error)}. The entry can be confirmed all the same.</p>;
  return replay.data === undefined ? null : <ReplayResult replay={replay.data} />;
}
