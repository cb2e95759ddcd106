import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { Mark, markOfMethod } from '../../../components/mark.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { ReviewItem } from '../../../lib/learning-contract.ts';
import { judgementWords, reasonWords } from '../../../lib/review-words.ts';
import { actionWords, causeWords, confidenceText, methodWords } from '../../../lib/words.ts';
import { DiagnosisReview } from './diagnosis-review.tsx';
import styles from './review.module.css';

interface DiagnosisItemProps {
  readonly item: ReviewItem;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly onNext: () => void;
}

/** One diagnosis as a line; opened, with what it rests on and what can be said of it. */
export function DiagnosisItem({ item, isOpen, onToggle, onNext }: DiagnosisItemProps) {
  const { incident, reasons, judged } = item;
  const Chevron = isOpen ? IconChevronUp : IconChevronDown;
  return (
    <li className={styles.item} data-open={isOpen}>
      <button type="button" id={`review-${incident.id}`} className={styles.line} aria-expanded={isOpen} onClick={onToggle}>
        {incident.method !== null && <Mark kind={markOfMethod(incident.method)} label={`Diagnosed ${methodWords[incident.method]}`} />}
        <span className={styles.what}>
          <span className={styles.job}>{incident.job.name}</span>
          <span className={styles.cause}>
            {incident.cause === null ? 'No diagnosis' : causeWords[incident.cause]}
            {incident.confidence !== null && ` ${confidenceText(incident.confidence)}`}
            {incident.action !== null && <span className="muted"> · {actionWords[incident.action]}</span>}
          </span>
        </span>
        <span className={styles.reasons}>
          {judged !== null && (
            <span className={styles.judged}>
              {judgementWords[judged.kind] ?? judged.kind} <span className="muted">by {judged.person}</span>
            </span>
          )}
          {reasons.map((reason) => (
            <span key={reason} className={styles.reason}>
              {reasonWords[reason]}
            </span>
          ))}
        </span>
        <span className={`muted small ${styles.when}`}>
          <TimeAgo at={incident.openedAt} />
        </span>
        <Chevron size={16} aria-hidden />
      </button>
      {isOpen && <DiagnosisReview item={item} onNext={onNext} />}
    </li>
  );
}
