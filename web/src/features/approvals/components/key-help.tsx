import { Modal } from '@mantine/core';
import styles from './key-help.module.css';

const keys = [
  ['j', 'Next'],
  ['k', 'Previous'],
  ['Enter', 'Go to the decision'],
  ['a', 'Approve as shown'],
  ['e', 'Edit the proposed values'],
  ['r', 'Reject, with a reason'],
  ['o', 'Choose another action'],
  ['?', 'This help'],
] as const;

/** What the keys do. */
export function KeyHelp({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keys" size="sm">
      <dl className={styles.keys}>
        {keys.map(([key, meaning]) => (
          <div key={key} className={styles.key}>
            <dt>
              <kbd className={styles.cap}>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
