import { Button, Tooltip } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Figure, Figures } from '../../../components/figures.tsx';
import { Mark } from '../../../components/mark.tsx';
import { ReasonDialog } from '../../../components/reason-dialog.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { Rule } from '../../../lib/learning-contract.ts';
import { costWords, kindWords, sourceWords, topicWords } from '../../../lib/rule-words.ts';
import { useRole } from '../../../lib/session.ts';
import { toast } from '../../../lib/toast.ts';
import { actionWords, causeWords, confidenceText, mayApprove, originWords, percent, severityWords } from '../../../lib/words.ts';
import { useRuleChanges } from '../api/rules.ts';
import styles from './rule.module.css';
import { RuleSwitch } from './rule-table.tsx';

interface RuleViewProps {
  readonly rule: Rule;
  readonly onEdit: () => void;
  readonly onRemoved: () => void;
}

/** A rule to read, with what can be done with it. */
export function RuleView({ rule, onEdit, onRemoved }: RuleViewProps) {
  const { hits, decided, right, wrong, rightShare } = rule.statistics;
  return (
    <>
      <RuleHead rule={rule} onEdit={onEdit} onRemoved={onRemoved} />
      <Figures>
        <Figure label="Hits in 90 days" value={hits} />
        <Figure label="Decided the diagnosis" value={decided} {...(hits === 0 ? {} : { of: `of ${hits}` })} />
        <Figure
          label="Right, of what was judged"
          value={percent(rightShare)}
          {...(right + wrong === 0 ? {} : { of: `of ${right + wrong}` })}
        />
      </Figures>
      <section className={styles.section}>
        <h2>Looks for</h2>
        <pre className={styles.pattern}>{rule.pattern}</pre>
        <p className="muted">
          {kindWords[rule.kind]}, {costWords[rule.cost]}
          {rule.platforms !== null && `; only on ${rule.platforms.join(', ')}`}.
        </p>
      </section>
      <section className={styles.section}>
        <h2>Says</h2>
        <dl className={styles.facts}>
          <Fact label="Cause">{causeWords[rule.cause]}</Fact>
          <Fact label="Origin">{originWords[rule.origin]}</Fact>
          <Fact label="Action">{actionWords[rule.action]}</Fact>
          <Fact label="Severity">{severityWords[rule.severity]}</Fact>
          <Fact label="Confidence">{confidenceText(rule.confidence)}</Fact>
          <Fact label="Priority">{rule.priority}</Fact>
          {rule.advice !== null && <Fact label="Advice">{rule.advice}</Fact>}
          {(rule.topics.length > 0 || rule.tags.length > 0) && (
            <Fact label="Topics">
              <span className="row wrap">
                {[...rule.topics, ...rule.tags].map((tag) => (
                  <Link key={tag} to="/rules" search={{ tag }}>
                    {topicWords[tag] ?? tag}
                  </Link>
                ))}
              </span>
            </Fact>
          )}
        </dl>
      </section>
      <section className={styles.section}>
        <h2>Examples</h2>
        {rule.examples.length === 0 ? (
          <p className="muted">
            {rule.source === 'built-in' ? 'Built-in rules are tried on examples of their own.' : 'None are kept with it.'}
          </p>
        ) : (
          <ul>
            {rule.examples.map((example) => (
              <li key={example.text} className={styles.kept}>
                <span className="muted">{example.matches ? 'Fits' : 'Does not fit'}</span>
                <code>{example.text}</code>
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}

function RuleHead({ rule, onEdit, onRemoved }: RuleViewProps) {
  const role = useRole();
  const [removing, setRemoving] = useState(false);
  const { remove } = useRuleChanges();
  const isLocked = role === null || !mayApprove(role);
  const removal = rule.source === 'own' ? 'Remove…' : rule.source === 'override' ? 'Back to the built-in rule…' : null;
  return (
    <header className={styles.header}>
      <Link to="/rules" search={{}} className={styles.back}>
        <IconChevronLeft size={14} aria-hidden /> Rules
      </Link>
      <div className={styles.top}>
        <h1>{rule.title}</h1>
        <Tooltip label="Your role may only look; an approver can change rules" disabled={!isLocked || role === null}>
          <div className={styles.actions}>
            <RuleSwitch rule={rule} label={rule.enabled ? 'On' : 'Off'} />
            <Button variant="default" disabled={isLocked} onClick={onEdit}>
              {rule.source === 'built-in' ? 'Change it here' : 'Edit'}
            </Button>
            {removal !== null && (
              <Button variant="default" disabled={isLocked} onClick={() => setRemoving(true)}>
                {removal}
              </Button>
            )}
          </div>
        </Tooltip>
      </div>
      <div className={styles.sub}>
        <span className="row">
          <Mark kind={rule.createdBy === null ? 'rule' : 'person'} label={rule.createdBy ?? 'Came with Nightshift'} />
          {sourceWords[rule.source]}
          {rule.createdBy !== null && `, ${rule.createdBy}`}
        </span>
        {rule.updatedAt !== null && (
          <span>
            changed <TimeAgo at={rule.updatedAt} />
            {rule.updatedBy !== null && ` by ${rule.updatedBy}`}, version {rule.version}
          </span>
        )}
        <code className={styles.id}>{rule.id}</code>
      </div>
      <ReasonDialog
        opened={removing}
        onClose={() => setRemoving(false)}
        title={rule.source === 'own' ? 'Remove the rule' : 'Back to the built-in rule'}
        confirm={rule.source === 'own' ? 'Remove the rule' : 'Use the built-in rule'}
        danger={rule.source === 'own'}
        onConfirm={async () => {
          await remove.mutateAsync(rule.id);
          toast(rule.source === 'own' ? 'Rule removed' : 'The built-in rule holds again', `“${rule.title}”`);
          if (rule.source === 'own') onRemoved();
        }}
      >
        {rule.source === 'own'
          ? 'It recognises nothing any more. Diagnoses that it made stay as they are.'
          : 'What was changed here is dropped; the rule holds as it comes with Nightshift.'}
      </ReasonDialog>
    </header>
  );
}

const Fact = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <div className={styles.fact}>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);
