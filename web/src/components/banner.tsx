import type { ReactNode } from 'react';
import styles from './banner.module.css';

interface BannerProps {
  readonly tone: 'failed' | 'degraded' | 'accent';
  readonly icon: ReactNode;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** A line across a page that says something about all of it. */
export function Banner({ tone, icon, action, children }: BannerProps) {
  return (
    <div className={`${styles.banner} ${styles[tone]}`} role="status">
      {icon}
      <p>{children}</p>
      {action}
    </div>
  );
}
