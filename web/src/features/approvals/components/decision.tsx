import { IconClock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Banner } from '../../../components/banner.tsx';
import { Confidence } from '../../../components/mark.tsx';
import { OutsideLink } from '../../../components/outside-link.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { ProposalItem } from '../../../lib/contract.ts';
import { approvalReasonWords, causeWords, criticalityWords, originWords, riskWords } from '../../../lib/words.ts';
import type { PendingVerdict } from '../api/pending-verdicts.ts';
import { useAmendment } from '../api/use-amendment.ts';
import { useSeenProposal } from '../api/use-seen-proposal.ts';
import { ChangedNotice } from './changed-notice.tsx';
import styles from './decision-pane.module.css';
import { Evidence } from './evidence.tsx';
import { ProposedAction } from './proposed-action.tsx';
import { Silence } from './silence.tsx';
import { VerdictBar } from './verdict-bar.tsx';

interface DecisionProps {
  readonly item: ProposalItem;
  readonly kept: PendingVerdict | null;
  readonly onDecided: (incidentId: string) => void;
}

/** What failed, why we think so, what we would do, what it risks, and the verdict. */
export function Decision({ item: current, kept, onDecided }: DecisionProps) {
  const { shown: item, changed, accept } = useSeenProposal(current);
  const { incident, proposal, diagnosis } = item;
  const amendment = useAmendment(proposal);
  const [openedAt] = useState(() => Date.now());
  return (
    <>
      <header>
        <div className={styles.head}>
          <h2 id="decision-title" tabIndex={-1} className={styles.title} style={{ fontSize: 20, lineHeight: '28px' }}>
            {incident.job.name}
          </h2>
          <Link to="/incidents/$incidentId" params={{ incidentId: incident.id }}>
            Open the case
          </Link>
          <div className={styles.run} style={{ flexBasis: '100%' }}>
            <span>
              run <OutsideLink url={incident.run.url}>{incident.run.key}</OutsideLink>
            </span>
            <span>
              failed <TimeAgo at={incident.openedAt} />
            </span>
            <span>
              {incident.platform} · {incident.application} · {criticalityWords[incident.criticality]}
            </span>
          </div>
        </div>
      </header>
      {kept !== null && (
        <Banner tone="accent" icon={<IconClock size={16} />}>
          <strong>Your verdict is kept.</strong> No worker has taken it yet; it is applied once, as soon as one does.
        </Banner>
      )}
      {changed && <ChangedNotice before={item} now={current} onAccept={accept} />}
      <section className={styles.block} aria-label="Diagnosis" data-live>
        <div className={styles.cause}>
          <h2>{diagnosis === null ? 'No diagnosis' : `${causeWords[diagnosis.cause]}: ${diagnosis.rootCause}`}</h2>
          {diagnosis !== null && <Confidence confidence={diagnosis.confidence} method={diagnosis.method} />}
        </div>
        <Evidence incidentId={incident.id} quotes={diagnosis?.quotes ?? []} />
      </section>
      <ProposedAction proposal={proposal} amendment={amendment} locked={changed || kept !== null} />
      <dl className={styles.facts} data-live>
        <dt>Risk</dt>
        <dd>
          {proposal.riskTier}: {riskWords[proposal.riskTier]}
        </dd>
        <dt>Why you are asked</dt>
        <dd>{proposal.approvalReasons.map(approvalReasonWords).join('. ') || 'The policy asks for a person'}.</dd>
        <dt>Before</dt>
        <dd>{proposal.precedent ?? 'No earlier case with this error.'}</dd>
        {diagnosis !== null && (
          <>
            <dt>Origin</dt>
            <dd>
              {originWords[diagnosis.origin]}
              {incident.attempts > 0 && ` · ${incident.attempts} of ${incident.maxAttempts} reruns used`}
            </dd>
          </>
        )}
        <dt>If nobody decides</dt>
        <dd>
          <Silence proposal={proposal} />
        </dd>
      </dl>
      <VerdictBar
        item={item}
        amendment={amendment}
        openedAt={openedAt}
        blocked={changed ? 'Read the changed proposal first' : kept !== null ? 'Your verdict is kept and waits for a worker' : null}
        onDecided={onDecided}
      />
    </>
  );
}
