import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { QueryView } from '../../../components/query-view.tsx';
import { Bone } from '../../../components/states.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import { messageOf } from '../../../lib/api-error.ts';
import type { PolicyBody } from '../../../lib/contract.ts';
import { useRole } from '../../../lib/session.ts';
import { toast } from '../../../lib/toast.ts';
import { count } from '../../../lib/words.ts';
import { type Policies, policiesQuery, useSavePolicy } from '../api/policies.ts';
import { policyGroups, writeField } from '../api/policy-fields.ts';
import { PolicyFieldInput } from './policy-field.tsx';
import styles from './settings.module.css';

/** The policy of all jobs: what is set here holds over the defaults; single applications and jobs may differ. */
export function PolicySection() {
  const query = useQuery(policiesQuery());
  return (
    <section className={styles.section} aria-labelledby="policy-title">
      <h2 id="policy-title">Policy</h2>
      <QueryView
        query={query}
        what="The policy"
        skeleton={
          <div className={styles.groups}>
            {[1, 2, 3, 4].map((group) => (
              <div key={group} className={styles.group}>
                <Bone width={96} />
                <Bone width={160} height={32} />
                <Bone width={128} />
                <Bone width={160} height={32} />
              </div>
            ))}
          </div>
        }
      >
        {(policies) => <PolicyForm key={tenantRow(policies)?.version ?? 0} policies={policies} />}
      </QueryView>
    </section>
  );
}

const tenantRow = (policies: Policies) => policies.items.find((row) => row.scope === 'tenant');

function PolicyForm({ policies }: { readonly policies: Policies }) {
  const row = tenantRow(policies);
  const stored: PolicyBody = row?.body ?? {};
  const [body, setBody] = useState<PolicyBody>(stored);
  const save = useSavePolicy();
  const role = useRole();
  const isAdmin = role === 'admin';
  const isChanged = JSON.stringify(body) !== JSON.stringify(stored);
  const narrower = policies.items.filter((one) => one.scope !== 'tenant');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate(
      { body },
      { onSuccess: (saved) => toast('Policy saved', `Version ${saved.version} holds for every decision from now on.`) },
    );
  };
  return (
    <form onSubmit={submit}>
      <p className="muted">
        {row === undefined ? (
          'The defaults hold; nothing was changed yet.'
        ) : (
          <>
            Version {row.version}, set by {row.createdBy} <TimeAgo at={row.createdAt} />
            {row.note !== null && `: ${row.note}`}.
          </>
        )}{' '}
        Empty fields follow the default.
        {narrower.length > 0 &&
          ` ${count(narrower.length, 'application or job has', 'applications or jobs have')} values of their own: ${narrower.map((one) => one.scope).join(', ')}.`}
      </p>
      <fieldset className={styles.groups} disabled={!isAdmin}>
        <legend className="only-read">Policy of all jobs</legend>
        {policyGroups.map((group) => (
          <div key={group.title} className={styles.group}>
            <h3>{group.title}</h3>
            {group.fields.map((field) => (
              <PolicyFieldInput
                key={field.name}
                field={field}
                body={body}
                standard={policies.default}
                onChange={(value) => setBody(writeField(body, field.name, value))}
              />
            ))}
          </div>
        ))}
      </fieldset>
      <div className={styles.actions}>
        <Button type="submit" disabled={!isAdmin || !isChanged} loading={save.isPending}>
          Save policy
        </Button>
        {isChanged && (
          <Button variant="default" onClick={() => setBody(stored)}>
            Undo changes
          </Button>
        )}
        {role !== null && !isAdmin && <span className="muted">Only an admin can change the policy.</span>}
        {save.isError && (
          <span className={styles.problem} role="alert">
            Not saved: {messageOf(save.error)}
          </span>
        )}
      </div>
    </form>
  );
}
