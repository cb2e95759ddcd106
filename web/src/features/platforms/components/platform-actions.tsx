import { Button, Tooltip } from '@mantine/core';
import { IconRefresh, IconStethoscope } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { announce } from '../../../lib/announce.ts';
import type { Platform } from '../../../lib/contract.ts';
import { platformState } from '../../../lib/platform-words.ts';
import { useRole } from '../../../lib/session.ts';
import { toast, toastError } from '../../../lib/toast.ts';
import { count, mayOperate } from '../../../lib/words.ts';
import { useCheck, useSweep } from '../api/platforms.ts';
import styles from './platforms.module.css';

/** Has the connection looked at, and the platform looked through, without waiting for the next time. */
export function PlatformActions({ platform }: { readonly platform: Platform }) {
  const { id } = platform;
  const check = useCheck();
  const sweep = useSweep();
  const checkNow = (): void =>
    check.mutate(platform, {
      onSuccess: ({ findings }) => tellFindings(id, findings.length),
      onError: (error) => toastError(`${id} was not checked`, error),
    });
  const lookNow = (): void =>
    sweep.mutate(id, {
      onSuccess: () => toast(`Looking through ${id}`, 'New failures appear under Incidents.'),
      onError: (error) => toastError(`${id} was not looked through`, error),
    });
  const listed = platform.capabilities['listsRuns'] === true;
  const healthy = platformState(platform).tone === 'resolved';
  return (
    <div className={styles.actions}>
      <Action name={`Check ${id} now`} icon={<IconStethoscope size={14} />} busy={check.isPending} act={checkNow} prominent={!healthy}>
        Check now
      </Action>
      {listed && (
        <Action name={`Look now through ${id}`} icon={<IconRefresh size={14} />} busy={sweep.isPending} act={lookNow}>
          Look now
        </Action>
      )}
    </div>
  );
}

function tellFindings(id: string, findings: number): void {
  const told = findings === 0 ? 'Nothing has to be put right.' : `${count(findings, 'finding')}, shown with the platform.`;
  toast(`${id} was checked`, told);
  announce(`${id} was checked. ${told}`);
}

interface ActionProps {
  readonly name: string;
  readonly icon: ReactNode;
  readonly busy: boolean;
  readonly act: () => void;
  readonly prominent?: boolean;
  readonly children: ReactNode;
}

/** A button that says why it cannot be used where the role is too low. */
function Action({ name, icon, busy, act, prominent = false, children }: ActionProps) {
  const role = useRole();
  const why = role === null || mayOperate(role) ? null : 'An operator can do this';
  return (
    <Tooltip label={why} disabled={why === null}>
      <Button
        variant={prominent ? 'default' : 'subtle'}
        size="compact-sm"
        leftSection={icon}
        aria-label={name}
        loading={busy}
        data-disabled={why !== null}
        onClick={why === null ? act : undefined}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
