import { Button } from '@mantine/core';
import { IconChecks } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { StateBadge } from '../../../components/state-badge.tsx';
import { EmptyState, ErrorState } from '../../../components/states.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { Proposal } from '../../../lib/contract.ts';
import { caseQuery } from '../api/proposals.ts';

const verdicts: Readonly<Record<Proposal['state'], string>> = {
  open: 'It is open',
  approved: 'Approved',
  amended: 'Approved with other values',
  rejected: 'Rejected',
  'other-action': 'Another action was chosen',
  expired: 'Nobody decided in time; the case was escalated',
  withdrawn: 'Withdrawn',
};

/** Nothing waits in this case any more: says what became of the proposal instead of showing another one. */
export function DecidedMeanwhile({ incidentId }: { readonly incidentId: string }) {
  const query = useQuery(caseQuery(incidentId));
  if (query.isError && query.data === undefined)
    return <ErrorState error={query.error} what="This case" retry={() => void query.refetch()} />;
  const last = query.data?.proposals.at(-1);
  return (
    <EmptyState
      title={query.data === undefined ? 'Nothing waits here any more' : `Nothing waits in ${query.data.job.name} any more`}
      icon={<IconChecks size={20} />}
      actions={
        <Button variant="default" renderRoot={(props) => <Link to="/incidents/$incidentId" params={{ incidentId }} {...props} />}>
          Open the case
        </Button>
      }
    >
      {last !== undefined && last.state !== 'open' && (
        <p>
          {verdicts[last.state]}
          {last.decidedBy !== null && last.state !== 'expired' && ` by ${last.decidedBy.name}`}
          {last.decidedAt !== null && (
            <>
              , <TimeAgo at={last.decidedAt} />
            </>
          )}
          {last.decisionReason !== null && `: ${last.decisionReason}`}
        </p>
      )}
      {query.data !== undefined && <StateBadge status={query.data.status} />}
    </EmptyState>
  );
}
