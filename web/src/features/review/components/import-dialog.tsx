import { Button, Modal } from '@mantine/core';
import { type ChangeEvent, useState } from 'react';
import { messageOf } from '../../../lib/api-error.ts';
import type { CorrectionImportAnswer } from '../../../lib/learning-contract.ts';
import { count } from '../../../lib/words.ts';
import { useReview } from '../api/review.ts';
import styles from './review.module.css';

/** Reads a failure report in which people filled the last column, and says line by line what was wrong in it. */
export function ImportDialog({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const { importCsv } = useReview();
  const [file, setFile] = useState<File | null>(null);
  const close = (): void => {
    onClose();
    importCsv.reset();
    setFile(null);
  };
  const choose = (event: ChangeEvent<HTMLInputElement>): void => {
    importCsv.reset();
    setFile(event.currentTarget.files?.[0] ?? null);
  };
  const send = async (): Promise<void> => {
    if (file !== null) importCsv.mutate(await file.text());
  };
  return (
    <Modal opened={opened} onClose={close} title="Import corrections">
      <div className={styles.form}>
        <p className="muted">
          The CSV of a failure report with the column “Corrected Category”, “Corrected Cause” or “Corrected Action” filled where the verdict
          was wrong. Other rows are skipped; importing a file twice changes nothing.
        </p>
        <input type="file" accept=".csv,text/csv" aria-label="CSV file" onChange={choose} />
        {importCsv.isError && (
          <p className={styles.problem} role="alert">
            Not imported: {messageOf(importCsv.error)}
          </p>
        )}
        {importCsv.data !== undefined && <ImportResult answer={importCsv.data} />}
        <div className={styles.dialogActions}>
          <Button variant="default" onClick={close}>
            {importCsv.data === undefined ? 'Back' : 'Close'}
          </Button>
          {importCsv.data === undefined && (
            <Button disabled={file === null} loading={importCsv.isPending} onClick={() => void send()}>
              Import the corrections
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}

function ImportResult({ answer: { imported, repeated, skipped, problems } }: { readonly answer: CorrectionImportAnswer }) {
  return (
    <div role="status">
      <p>
        <strong>{count(imported, 'correction')} imported</strong>, {repeated} known already, {count(skipped, 'row')} without a correction
        {problems.length > 0 && `, ${count(problems.length, 'row')} not understood`}.
      </p>
      {problems.length > 0 && (
        <ul className={styles.problems}>
          {problems.map((problem) => (
            <li key={`${problem.line} ${problem.column ?? ''} ${problem.message}`}>
              <strong>Line {problem.line}</strong>
              {problem.column !== null && `, ${problem.column}`}: {problem.message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
