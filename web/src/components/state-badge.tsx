import {
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconCircleDotted,
  IconCircleMinus,
  IconHandStop,
  IconMail,
  IconProgress,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Status } from '../lib/contract.ts';
import { statusTones, statusWords, type Tone } from '../lib/words.ts';
import styles from './state-badge.module.css';

const shapes: Readonly<Record<Tone, typeof IconProgress>> = {
  accent: IconHandStop,
  running: IconProgress,
  resolved: IconCircleCheckFilled,
  failed: IconAlertTriangleFilled,
  degraded: IconMail,
  quiet: IconCircleMinus,
};

/** A tone as a shape and a word: colour is never the only sign. */
export function ToneBadge({
  tone,
  pill = false,
  icon,
  children,
}: {
  readonly tone: Tone;
  readonly pill?: boolean;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}) {
  const Shape = shapes[tone];
  return (
    <span className={`${styles.badge} ${styles[tone]} ${pill ? styles.pill : ''}`}>
      {icon ?? <Shape size={16} aria-hidden />}
      <span>{children}</span>
    </span>
  );
}

/** The state of a case, the same everywhere. */
export function StateBadge({
  status,
  shadow = false,
  pill = false,
}: {
  readonly status: Status;
  readonly shadow?: boolean;
  readonly pill?: boolean;
}) {
  const early = status === 'DETECTED' ? { icon: <IconCircleDotted size={16} aria-hidden /> } : {};
  return (
    <ToneBadge tone={statusTones[status]} pill={pill} {...early}>
      {statusWords[status]}
      {shadow && ' (shadow)'}
    </ToneBadge>
  );
}
