import { Button, CopyButton, Modal, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { messageOf } from '../../../lib/api-error.ts';
import type { Role } from '../../../lib/contract.ts';
import { roleWords } from '../../../lib/words.ts';
import { useKeyChanges } from '../api/keys.ts';
import styles from './settings.module.css';

/** Makes a key and shows it once. */
export function NewKeyDialog({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('operator');
  const { create } = useKeyChanges();
  const close = (): void => {
    onClose();
    create.reset();
    setName('');
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate({ name: name.trim(), role });
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={create.data === undefined ? 'Create a key' : `Key ${create.data.name}`}
      closeOnClickOutside={create.data === undefined}
    >
      {create.data === undefined ? (
        <form onSubmit={submit} className={styles.form}>
          <TextInput
            label="Name: what will use it"
            data-autofocus
            value={name}
            maxLength={200}
            error={create.isError ? messageOf(create.error) : null}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <NativeSelect
            label="Role"
            value={role}
            data={Object.entries(roleWords).map(([value, label]) => ({ value, label }))}
            onChange={(event) => setRole(event.currentTarget.value as Role)}
          />
          <Button type="submit" disabled={name.trim() === ''} loading={create.isPending}>
            Create the key
          </Button>
        </form>
      ) : (
        <div className={styles.form}>
          <p>Copy it now. It is stored as a hash and cannot be shown again.</p>
          <code className={styles.key}>{create.data.key}</code>
          <CopyButton value={create.data.key}>
            {({ copied, copy }) => (
              <Button onClick={copy} variant={copied ? 'default' : 'filled'}>
                {copied ? 'Copied' : 'Copy the key'}
              </Button>
            )}
          </CopyButton>
        </div>
      )}
    </Modal>
  );
}
