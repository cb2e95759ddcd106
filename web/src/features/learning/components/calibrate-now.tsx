import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { ReasonDialog } from '../../../components/reason-dialog.tsx';
import { Bone } from '../../../components/states.tsx';
import { messageOf } from '../../../lib/api-error.ts';
import type { Calibration } from '../../../lib/learning-contract.ts';
import { useRole } from '../../../lib/session.ts';
import { toast } from '../../../lib/toast.ts';
import { useCalibrate, useCalibrationPreview } from '../api/calibrate.ts';
import styles from './learning.module.css';

const names = { rule: 'Rules', knowledge: 'Known cases', model: 'Model' } as const;

/** For admins: what calibrating now would change, and the button that does it. */
export function CalibrateNow() {
  const [opened, dialog] = useDisclosure(false);
  const preview = useCalibrationPreview(opened);
  const calibrate = useCalibrate();
  if (useRole() !== 'admin') return null;
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={dialog.open}>
        Calibrate now…
      </Button>
      <ReasonDialog
        opened={opened}
        onClose={dialog.close}
        title="Calibrate confidence"
        confirm="Calibrate"
        fields={
          preview.isError ? (
            <p role="alert">The preview could not be made: {messageOf(preview.error)}</p>
          ) : preview.data === undefined ? (
            <Bone width="100%" height={64} />
          ) : (
            <Preview calibration={preview.data} />
          )
        }
        onConfirm={async () => {
          const { reports } = await calibrate.mutateAsync();
          const taken = reports.filter((report) => report.taken).map((report) => names[report.method].toLowerCase());
          toast(
            'Calibrated',
            taken.length === 0 ? 'No fit was better, so nothing changes.' : `New for ${taken.join(', ')}, from the next diagnosis on.`,
          );
        }}
      >
        A new fit is taken only where it is better on verdicts that it has not seen. It holds from the next diagnosis on, until a later
        calibration replaces it.
      </ReasonDialog>
    </>
  );
}

const Preview = ({ calibration: { verdicts, reports } }: { readonly calibration: Calibration }) => (
  <div>
    <p>{verdicts.toLocaleString('en')} judged diagnoses</p>
    <ul className={styles.advice}>
      {reports.map((report) => (
        <li key={report.method}>
          <span>
            <strong>{names[report.method]}</strong> {report.taken ? 'new fit' : 'no change'}: {report.why}
          </span>
        </li>
      ))}
    </ul>
  </div>
);
