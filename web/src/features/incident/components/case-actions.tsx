import { Button, Menu, Tooltip } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { IncidentDetail } from '../../../lib/contract.ts';
import { useRole } from '../../../lib/session.ts';
import { isClosed, mayOperate, roleWords, statusWords } from '../../../lib/words.ts';
import { CaseDialogs, type DialogName } from './case-dialogs.tsx';
import styles from './case-header.module.css';

interface CaseActionsProps {
  readonly incident: IncidentDetail;
  readonly dialog: DialogName | null;
  readonly onDialog: (dialog: DialogName | null) => void;
}

/** What a person can do now; what cannot be done says why. */
export function CaseActions({ incident, dialog, onDialog }: CaseActionsProps) {
  const { can } = incident;
  const role = useRole();
  const why = whyNot(incident, role === null || mayOperate(role) ? null : roleWords[role]);
  return (
    <div className={styles.actions}>
      {incident.proposal !== null && (
        <Button renderRoot={(props) => <Link to="/approvals/{-$incidentId}" params={{ incidentId: incident.id }} {...props} />}>
          {can.decide ? 'Decide…' : 'See the proposal'}
        </Button>
      )}
      {!isClosed(incident.status) && (
        <>
          <Act
            label="Take over…"
            why={can.takeOver ? null : incident.takenOverBy === null ? why : `${incident.takenOverBy} has it`}
            onClick={() => onDialog('take-over')}
          />
          <Act label="Resolve…" why={can.resolve ? null : why} onClick={() => onDialog('resolve')} />
        </>
      )}
      <Menu>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} />}>
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={!can.correct} onClick={() => onDialog('correct')}>
            Correct the diagnosis…
          </Menu.Item>
          <Menu.Item disabled={!can.falsePositive} onClick={() => onDialog('false-positive')}>
            False positive…
          </Menu.Item>
          <Menu.Item disabled={!can.cancel} onClick={() => onDialog('cancel')}>
            Cancel the case…
          </Menu.Item>
          {(!can.correct || !can.cancel) && why !== null && <Menu.Label>{why}</Menu.Label>}
        </Menu.Dropdown>
      </Menu>
      <CaseDialogs incident={incident} dialog={dialog} onClose={() => onDialog(null)} />
    </div>
  );
}

function Act({ label, why, onClick }: { readonly label: string; readonly why: string | null; readonly onClick: () => void }) {
  const button = (
    <Button variant="default" data-disabled={why !== null} aria-disabled={why !== null} onClick={why === null ? onClick : undefined}>
      {label}
    </Button>
  );
  return why === null ? button : <Tooltip label={why}>{button}</Tooltip>;
}

function whyNot({ status }: IncidentDetail, weakRole: string | null): string | null {
  if (weakRole !== null) return `Your role (${weakRole}) may only look; an operator can act`;
  return isClosed(status) ? `The case is closed: ${statusWords[status].toLowerCase()}` : null;
}
