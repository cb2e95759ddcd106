import { Button } from '@mantine/core';
import { IconAlertTriangle, IconLock, IconPlugConnectedX, IconRefresh, IconSearchOff } from '@tabler/icons-react';
import type { CSSProperties, ReactNode } from 'react';
import { ApiError, messageOf } from '../lib/api-error.ts';
import styles from './states.module.css';
import { TimeAgo } from './time-ago.tsx';

/** Nothing is here: says what will appear and how to make it happen. */
export function EmptyState(props: {
  readonly title: string;
  readonly icon?: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** For a whole page of good news. */
  readonly large?: boolean;
}) {
  return (
    <div className={styles.state} data-large={props.large}>
      {props.icon !== undefined && <span className={styles.icon}>{props.icon}</span>}
      <h2>{props.title}</h2>
      {props.children !== undefined && <div className="muted">{props.children}</div>}
      {props.actions !== undefined && <div className={styles.actions}>{props.actions}</div>}
    </div>
  );
}

interface ErrorStateProps {
  readonly error: unknown;
  /** What could not be shown: "The approvals". */
  readonly what: string;
  /** What works all the same. */
  readonly still?: string;
  readonly retry?: () => void;
}

/** Something could not be loaded: says what failed, what still works, and offers to try again. */
export function ErrorState({ error, what, still, retry }: ErrorStateProps) {
  const known = error instanceof ApiError ? error : null;
  if (known?.status === 403) {
    return (
      <EmptyState title="You may not see this" icon={<IconLock size={20} />}>
        {messageOf(error)}. An admin can change your role under Settings.
      </EmptyState>
    );
  }
  if (known?.status === 404) {
    return (
      <EmptyState title={messageOf(error)} icon={<IconSearchOff size={20} />}>
        It may have been removed, or the address is mistyped.
      </EmptyState>
    );
  }
  const offline = known?.code === 'offline';
  return (
    <div role="alert">
      <EmptyState
        title={`${what} could not be loaded`}
        icon={offline ? <IconPlugConnectedX size={20} /> : <IconAlertTriangle size={20} />}
        actions={retry !== undefined && <Retry retry={retry} />}
      >
        <p>{messageOf(error)}.</p>
        <p>{still ?? 'Failed jobs are still taken in and handled; only this page is affected.'}</p>
        {known?.requestId != null && <p className="small">Request {known.requestId}</p>}
      </EmptyState>
    </div>
  );
}

const Retry = ({ retry }: { readonly retry: () => void }) => (
  <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={retry}>
    Try again
  </Button>
);

/** Older data is shown because it could not be renewed. */
export function StaleNotice({ since, error, retry }: { readonly since: number; readonly error: unknown; readonly retry: () => void }) {
  return (
    <div className={styles.inline} role="status">
      <IconAlertTriangle size={16} />
      <span>
        Could not be renewed: {messageOf(error)}. Shown as of <TimeAgo at={new Date(since).toISOString()} />.
      </span>
      <Button variant="subtle" size="compact-sm" onClick={retry}>
        Try again
      </Button>
    </div>
  );
}

/** One grey bar of a skeleton. */
export const Bone = ({
  width,
  height,
  style,
}: {
  readonly width: number | string;
  readonly height?: number;
  readonly style?: CSSProperties;
}) => (
  <span
    className={styles.bone}
    style={{ width, maxWidth: 'min(100%, calc(100vw - 32px))', ...(height === undefined ? {} : { height }), ...style }}
  />
);
