import { Button, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { ReasonDialog } from '../../../components/reason-dialog.tsx';
import { messageOf } from '../../../lib/api-error.ts';
import type { Action, ProposalItem, VerdictRequest } from '../../../lib/contract.ts';
import { approveLabel } from '../../../lib/proposal-words.ts';
import { useRole } from '../../../lib/session.ts';
import { useKeys } from '../../../lib/use-keys.ts';
import { actionWords, mayApprove, roleWords } from '../../../lib/words.ts';
import type { Amendment } from '../api/use-amendment.ts';
import { useDecide } from '../api/use-decide.tsx';
import styles from './verdict-bar.module.css';

/** A key pressed for the case before must not decide the one that has just slid in. */
const graceMs = 600;
const others: readonly Action[] = ['RETRY', 'SEND_EMAIL', 'ESCALATE', 'IGNORE'];

interface VerdictBarProps {
  readonly item: ProposalItem;
  readonly amendment: Amendment;
  readonly openedAt: number;
  /** Why nothing can be decided now, if so. */
  readonly blocked: string | null;
  readonly onDecided: (incidentId: string) => void;
}

/** The verdict: approve what is shown, reject it, or choose something else. */
export function VerdictBar({ item, amendment, openedAt, blocked, onDecided }: VerdictBarProps) {
  const { proposal } = item;
  const role = useRole();
  const { decide, isSending } = useDecide(onDecided);
  const [rejecting, reject] = useDisclosure(false);
  const [menuOpened, menu] = useDisclosure(false);
  const [other, setOther] = useState<Action | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const noRole = role !== null && !mayApprove(role) ? `Your role (${roleWords[role]}) cannot decide; an approver or admin can` : null;
  const whyNot = blocked ?? noRole;
  const why = whyNot ?? (amendment.isValid ? null : 'A value is outside its bounds');
  const isBlocked = whyNot !== null || role === null;
  const cannotApprove = isBlocked || !amendment.isValid;
  const label = approveLabel(proposal.action, amendment.changes);

  const approve = (): void => {
    if (cannotApprove || isSending) return;
    setProblem(null);
    const request: VerdictRequest = amendment.isAmended
      ? { verdict: 'amend', hash: proposal.hash, parameters: amendment.parameters }
      : { verdict: 'approve', hash: proposal.hash };
    decide(item, { request, what: approvedWords(label) }).catch((error: unknown) => setProblem(messageOf(error)));
  };
  const withGrace = (action: () => void) => () => {
    if (Date.now() - openedAt > graceMs && !isBlocked) action();
  };
  useKeys({ a: withGrace(approve), r: withGrace(reject.open), o: withGrace(menu.open) });

  return (
    <div className={styles.bar}>
      <Button onClick={approve} loading={isSending} disabled={cannotApprove} rightSection={<kbd className={styles.key}>a</kbd>}>
        {label}
      </Button>
      <Button variant="default" onClick={reject.open} disabled={isBlocked} rightSection={<kbd className={styles.key}>r</kbd>}>
        Reject…
      </Button>
      <Menu opened={menuOpened} onChange={(opened) => (opened ? menu.open() : menu.close())} position="top-start">
        <Menu.Target>
          <Button variant="default" disabled={isBlocked} rightSection={<IconChevronDown size={14} />}>
            Other action
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {others
            .filter((action) => action !== proposal.action)
            .map((action) => (
              <Menu.Item key={action} onClick={() => setOther(action)}>
                {actionWords[action]}…
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
      {why !== null && <span className={styles.why}>{why}.</span>}
      {problem !== null && (
        <p className={styles.problem} role="alert">
          {problem}. Nothing was decided.
        </p>
      )}
      <ReasonDialog
        opened={rejecting}
        onClose={reject.close}
        title={`Reject the proposal for ${item.incident.job.name}`}
        label="Reason"
        placeholder="What speaks against it, and what should be done instead"
        required
        confirm="Reject and escalate"
        onConfirm={(reason) =>
          decide(item, { request: { verdict: 'reject', hash: proposal.hash, reason }, what: 'rejected; the case is with a person now' })
        }
      >
        Nothing is run. The case is escalated to its owner with your reason.
      </ReasonDialog>
      <ReasonDialog
        opened={other !== null}
        onClose={() => setOther(null)}
        title={`${other === null ? '' : actionWords[other]} instead`}
        label="Reason (optional)"
        confirm={other === null ? '' : actionWords[other]}
        onConfirm={(reason) =>
          decide(item, {
            request: {
              verdict: 'other-action',
              hash: proposal.hash,
              ...(other === null ? {} : { action: other }),
              ...(reason === '' ? {} : { reason }),
            },
            what: `${other === null ? '' : actionWords[other].toLowerCase()} chosen instead`,
          })
        }
      >
        The proposal is set aside and this is done instead.
      </ReasonDialog>
    </div>
  );
}

const approvedWords = (label: string): string => label.replace(/^Approve/, 'approved').replace(' and rerun', ', reruns');
