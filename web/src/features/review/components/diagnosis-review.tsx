import { Button, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { QueryView } from '../../../components/query-view.tsx';
import { Quotes } from '../../../components/quotes.tsx';
import { Bone } from '../../../components/states.tsx';
import type { IncidentDetail } from '../../../lib/contract.ts';
import type { ReviewItem } from '../../../lib/learning-contract.ts';
import { useRole } from '../../../lib/session.ts';
import { toast, toastError } from '../../../lib/toast.ts';
import { useKeys } from '../../../lib/use-keys.ts';
import { causeWords, confidenceText, mayOperate } from '../../../lib/words.ts';
import { caseQuery, useReview } from '../api/review.ts';
import { CorrectionForm } from './correction-form.tsx';
import { NoFailureDialog } from './no-failure-dialog.tsx';
import styles from './review.module.css';

export interface Ratings {
  readonly speedRating?: number;
  readonly effectivenessRating?: number;
}

/** What a diagnosis rests on, and what a reviewer says of it; then the next one. */
export function DiagnosisReview({ item: { incident }, onNext }: { readonly item: ReviewItem; readonly onNext: () => void }) {
  const role = useRole();
  const { judge, renew } = useReview();
  const [mode, setMode] = useState<'read' | 'correct' | 'no-failure'>('read');
  const [ratings, setRatings] = useState<Ratings>({});
  const isLocked = role === null || !mayOperate(role);
  const done = (title: string, message: string): void => {
    toast(title, message);
    onNext();
    renew();
  };
  const agree = (): void =>
    judge.mutate(
      { id: incident.id, kind: 'correct', ...ratings },
      {
        onSuccess: () => done('Noted as right', 'The same failure is answered the same way from now on.'),
        onError: (error) => toastError('Not saved', error),
      },
    );
  const unlessLocked = (action: () => void) => () => void (isLocked || mode !== 'read' || action());
  useKeys({ y: unlessLocked(agree), c: unlessLocked(() => setMode('correct')), f: unlessLocked(() => setMode('no-failure')) });
  return (
    <div className={styles.review}>
      <p>
        {incident.rootCause ?? 'No cause was found.'}{' '}
        <Link to="/incidents/$incidentId" params={{ incidentId: incident.id }}>
          Open the case
        </Link>
      </p>
      <QueryView query={useQuery(caseQuery(incident.id))} what="The evidence" skeleton={<Bone width="100%" height={48} />}>
        {(detail) => <Evidence detail={detail} />}
      </QueryView>
      {mode === 'correct' ? (
        <CorrectionForm
          incident={incident}
          ratings={ratings}
          onBack={() => setMode('read')}
          onDone={() =>
            done('Correction saved', 'It holds at once for every failure with this fingerprint, and as an example for similar ones.')
          }
        />
      ) : (
        <>
          <div className={styles.ratings}>
            <Rating label="Speed" value={ratings.speedRating} onRate={(speedRating) => setRatings({ ...ratings, speedRating })} />
            <Rating
              label="Effectiveness"
              value={ratings.effectivenessRating}
              onRate={(effectivenessRating) => setRatings({ ...ratings, effectivenessRating })}
            />
            <span className="muted small">Optional; kept with what you say.</span>
          </div>
          <div className={styles.actions}>
            <Button onClick={agree} loading={judge.isPending} disabled={isLocked}>
              Diagnosis is right
            </Button>
            <Button variant="default" onClick={() => setMode('correct')} disabled={isLocked}>
              Correct it…
            </Button>
            <Button variant="default" onClick={() => setMode('no-failure')} disabled={isLocked}>
              It was no failure…
            </Button>
            {isLocked && role !== null && <span className="muted">An operator can judge diagnoses.</span>}
          </div>
        </>
      )}
      <NoFailureDialog
        incident={incident}
        opened={mode === 'no-failure'}
        onClose={() => setMode('read')}
        onDone={() => done('Marked as no failure', '')}
      />
    </div>
  );
}

/** Quoted lines, and what each stage said where they differ. */
function Evidence({ detail }: { readonly detail: IncidentDetail }) {
  const diagnosis = detail.rounds.findLast((round) => round.diagnosis !== null)?.diagnosis;
  if (diagnosis === null || diagnosis === undefined) return <p className="muted">It was not diagnosed.</p>;
  const answered = diagnosis.stages.filter((stage) => stage.outcome === 'answered');
  return (
    <>
      <Quotes quotes={diagnosis.quotes} />
      {answered.length > 1 && (
        <p className="muted">
          {answered.map((stage) => `${stage.stage}: ${causeWords[stage.cause]} ${confidenceText(stage.confidence)}`).join(' · ')}
        </p>
      )}
    </>
  );
}

interface RatingProps {
  readonly label: string;
  readonly value: number | undefined;
  readonly onRate: (value: number) => void;
}

const Rating = ({ label, value, onRate }: RatingProps) => (
  <span className="row">
    <span className="muted small">{label}</span>
    <SegmentedControl
      size="xs"
      aria-label={`${label}, 1 to 5`}
      value={value === undefined ? '' : String(value)}
      data={['1', '2', '3', '4', '5']}
      onChange={(next) => onRate(Number(next))}
    />
  </span>
);
