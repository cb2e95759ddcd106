import { Button } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Bone, ErrorState } from '../../../components/states.tsx';
import type { ProposalItem } from '../../../lib/contract.ts';
import type { PendingVerdict } from '../api/pending-verdicts.ts';
import { proposalQuery } from '../api/proposals.ts';
import { DecidedMeanwhile } from './decided-meanwhile.tsx';
import { Decision } from './decision.tsx';
import styles from './decision-pane.module.css';

export interface DecisionPaneProps {
  readonly incidentId: string;
  /** The case as the queue has it, shown until it is read itself. */
  readonly listed: ProposalItem | null;
  readonly kept: PendingVerdict | null;
  readonly onDecided: (incidentId: string) => void;
  readonly onBack: (() => void) | null;
}

/** One case to decide, in whatever state its proposal is by now. */
export function DecisionPane({ incidentId, listed, kept, onDecided, onBack }: DecisionPaneProps) {
  const query = useQuery({ ...proposalQuery(incidentId), placeholderData: listed ?? undefined });
  return (
    <article className={styles.pane} aria-labelledby="decision-title">
      {onBack !== null && (
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconArrowLeft size={16} />}
          onClick={onBack}
          style={{ marginLeft: -8 }}
        >
          All approvals
        </Button>
      )}
      {query.data === undefined ? (
        query.isError ? (
          <ErrorState error={query.error} what="This proposal" retry={() => void query.refetch()} />
        ) : (
          <DecisionSkeleton />
        )
      ) : query.data === null ? (
        <DecidedMeanwhile incidentId={incidentId} />
      ) : (
        <Decision item={query.data} kept={kept} onDecided={onDecided} />
      )}
    </article>
  );
}

/** The shape of a decision that is on its way. */
export const DecisionSkeleton = () => (
  <div className={styles.skeleton} aria-busy="true">
    <span className="only-read">The proposal is being loaded</span>
    <Bone width={220} height={20} />
    <Bone width={320} />
    <Bone width="100%" height={1} />
    <Bone width={380} />
    <Bone width="100%" height={52} />
    <Bone width="100%" height={112} />
    {[420, 360, 400].map((width) => (
      <Bone key={width} width={width} />
    ))}
    <Bone width={300} height={32} />
  </div>
);
