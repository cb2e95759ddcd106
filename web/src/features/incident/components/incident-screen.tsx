import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { QueryView } from '../../../components/query-view.tsx';
import { Bone } from '../../../components/states.tsx';
import type { IncidentDetail } from '../../../lib/contract.ts';
import { incidentQuery } from '../api/get-incident.ts';
import { AttemptsSection } from './attempts-section.tsx';
import type { DialogName } from './case-dialogs.tsx';
import { CaseHeader } from './case-header.tsx';
import { EvidenceSection } from './evidence-section.tsx';
import { HowWeGotHere } from './how-we-got-here.tsx';
import styles from './incident-screen.module.css';
import { KnowledgeSection } from './knowledge-section.tsx';
import { MailsSection } from './mails-section.tsx';
import { SimilarSection } from './similar-section.tsx';
import { Timeline } from './timeline.tsx';

interface IncidentScreenProps {
  readonly incidentId: string;
  readonly dialog: DialogName | null;
  readonly onDialog: (dialog: DialogName | null) => void;
}

/** One case: what happened on the left, what it rests on to the right. */
export function IncidentScreen({ incidentId, dialog, onDialog }: IncidentScreenProps) {
  const query = useQuery(incidentQuery(incidentId));
  useDocumentTitle(query.data === undefined ? 'Incident · Nightshift' : `${query.data.job.name} · Nightshift`);
  return (
    <div className={styles.screen}>
      <QueryView query={query} what="This incident" skeleton={<CaseSkeleton />}>
        {(incident: IncidentDetail) => (
          <>
            <CaseHeader incident={incident} dialog={dialog} onDialog={onDialog} />
            <div className={styles.columns}>
              <div className={styles.left}>
                <Timeline incident={incident} />
              </div>
              <div className={styles.right} data-live>
                <EvidenceSection incident={incident} />
                <AttemptsSection incident={incident} />
                <HowWeGotHere incident={incident} onCorrect={() => onDialog('correct')} />
                <KnowledgeSection incident={incident} />
                <SimilarSection incident={incident} />
                <MailsSection incident={incident} />
              </div>
            </div>
          </>
        )}
      </QueryView>
    </div>
  );
}

const CaseSkeleton = () => (
  <>
    <div style={{ display: 'grid', gap: 12, padding: '20px 0 24px' }}>
      <Bone width={260} height={24} />
      <Bone width={420} />
      <Bone width={360} />
    </div>
    <div className={styles.columns}>
      <div className={styles.left} style={{ display: 'grid', gap: 24, alignContent: 'start' }}>
        {[280, 320, 240, 300, 260].map((width) => (
          <Bone key={width} width={width} />
        ))}
      </div>
      <div className={styles.right} style={{ display: 'grid', gap: 16, alignContent: 'start' }}>
        <Bone width={120} />
        <Bone width="100%" height={280} />
        <Bone width="100%" height={96} />
      </div>
    </div>
  </>
);
