import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { QueryView } from '../../../components/query-view.tsx';
import { ReasonDialog } from '../../../components/reason-dialog.tsx';
import { Bone } from '../../../components/states.tsx';
import table from '../../../components/table.module.css';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { ApiKey } from '../../../lib/contract.ts';
import { absolute } from '../../../lib/time.ts';
import { toast } from '../../../lib/toast.ts';
import { roleWords } from '../../../lib/words.ts';
import { keysQuery, useKeyChanges } from '../api/keys.ts';
import { NewKeyDialog } from './new-key-dialog.tsx';
import styles from './settings.module.css';

/** Keys with which programs report failures or ask questions. */
export function KeysSection() {
  const query = useQuery(keysQuery());
  const [opened, dialog] = useDisclosure(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const { revoke } = useKeyChanges();
  return (
    <section className={styles.section} aria-labelledby="keys-title">
      <header className={styles.head}>
        <h2 id="keys-title">API keys</h2>
        <Button variant="default" onClick={dialog.open}>
          Create a key…
        </Button>
      </header>
      <QueryView
        query={query}
        what="The keys"
        skeleton={
          <div className={styles.form}>
            {[420, 380, 400].map((width) => (
              <Bone key={width} width={width} />
            ))}
          </div>
        }
      >
        {({ items }) =>
          items.length === 0 ? (
            <p className="muted">No key yet. A scheduler needs one to report failures, a program to ask questions.</p>
          ) : (
            <div className={table.scroll}>
              <table className={table.table}>
                <thead>
                  <tr>
                    <th scope="col" className={table.rest}>
                      Name
                    </th>
                    <th scope="col" className={table.wide}>
                      Role
                    </th>
                    <th scope="col" className={table.wider}>
                      Created
                    </th>
                    <th scope="col" className={table.wide}>
                      Last used
                    </th>
                    <th scope="col">Valid</th>
                    <th scope="col">
                      <span className="only-read">Actions</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((key) => (
                    <KeyRow key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </QueryView>
      <NewKeyDialog opened={opened} onClose={dialog.close} />
      <ReasonDialog
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        title={`Revoke ${revoking?.name ?? ''}`}
        confirm="Revoke the key"
        danger
        onConfirm={async () => {
          if (revoking === null) return;
          await revoke.mutateAsync(revoking.id);
          toast(`${revoking.name} is revoked`, 'Whatever used it is refused from now on.');
        }}
      >
        Whatever uses it is refused at once. This cannot be undone; create a new key instead.
      </ReasonDialog>
    </section>
  );
}

function KeyRow({ apiKey, onRevoke }: { readonly apiKey: ApiKey; readonly onRevoke: () => void }) {
  const { revokedAt, expiresAt } = apiKey;
  const isExpired = expiresAt !== null && Date.parse(expiresAt) < Date.now();
  return (
    <tr>
      <td className={table.rest} title={apiKey.name}>
        <span className={revokedAt === null ? table.main : 'muted'}>{apiKey.name}</span>
        <span className={`muted small ${table.below}`}>{roleWords[apiKey.role]}</span>
      </td>
      <td className={table.wide}>{roleWords[apiKey.role]}</td>
      <td className={`muted ${table.wider}`}>
        <TimeAgo at={apiKey.createdAt} /> by {apiKey.createdBy}
      </td>
      <td className={table.wide}>
        {apiKey.lastUsedAt === null ? <span className="muted">never</span> : <TimeAgo at={apiKey.lastUsedAt} />}
      </td>
      <td className={table.fold}>
        {revokedAt !== null ? (
          <>
            revoked <TimeAgo at={revokedAt} />
          </>
        ) : expiresAt === null ? (
          'until revoked'
        ) : isExpired ? (
          'expired'
        ) : (
          `until ${absolute(expiresAt)}`
        )}
      </td>
      <td className="number">
        {revokedAt === null && (
          <Button variant="subtle" color="red" size="compact-sm" onClick={onRevoke}>
            Revoke…
          </Button>
        )}
      </td>
    </tr>
  );
}
