import { Button, Modal, Textarea } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { messageOf } from '../lib/api-error.ts';
import styles from './reason-dialog.module.css';

interface ReasonDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** Without a label no reason is asked for. */
  readonly label?: string;
  readonly confirm: string;
  readonly required?: boolean;
  readonly danger?: boolean;
  readonly placeholder?: string;
  /** What will happen. */
  readonly children?: ReactNode;
  /** More fields, above the reason. */
  readonly fields?: ReactNode;
  readonly onConfirm: (reason: string) => Promise<unknown>;
}

/** Asks for a reason before something is done; stays open and says why when it could not be done. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { opened, onClose, required = false, danger = false } = props;
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  useEffect(() => {
    if (!opened) return;
    setReason('');
    setProblem(null);
  }, [opened]);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (required && reason.trim() === '') return setProblem('A reason is needed');
    setSending(true);
    try {
      await props.onConfirm(reason.trim());
      onClose();
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setSending(false);
    }
  };

  return (
    <Modal opened={opened} onClose={onClose} title={props.title}>
      <form onSubmit={(event) => void submit(event)} className={styles.form}>
        {props.children !== undefined && <p className="muted">{props.children}</p>}
        {props.fields}
        {props.label === undefined ? (
          problem !== null && (
            <p role="alert" className={styles.problem}>
              {problem}
            </p>
          )
        ) : (
          <Textarea
            label={props.label}
            rows={3}
            data-autofocus
            value={reason}
            error={problem}
            maxLength={4000}
            {...(props.placeholder === undefined ? {} : { placeholder: props.placeholder })}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        <div className={styles.actions}>
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" color={danger ? 'red' : 'night'} loading={sending}>
            {props.confirm}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
