import { Switch, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Bone } from '../../../components/states.tsx';
import table from '../../../components/table.module.css';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { Rule } from '../../../lib/learning-contract.ts';
import { sourceWords } from '../../../lib/rule-words.ts';
import { useRole } from '../../../lib/session.ts';
import { toast, toastError } from '../../../lib/toast.ts';
import { causeWords, confidenceText, mayApprove, percent } from '../../../lib/words.ts';
import { useRuleChanges } from '../api/rules.ts';
import styles from './rules.module.css';

/** One line per rule; `null` while they are on their way. */
export function RuleTable({ rules }: { readonly rules: readonly Rule[] | null }) {
  return (
    <div className={table.scroll}>
      <table className={`${table.table} ${styles.rules}`} data-live aria-busy={rules === null}>
        <caption className="only-read">Rules, own ones first</caption>
        <thead>
          <tr>
            <th scope="col" className={table.rest}>
              Rule
            </th>
            <th scope="col" className={table.wide}>
              Cause
            </th>
            <th scope="col" className={`number ${table.wider}`}>
              Confidence
            </th>
            <th scope="col" className="number">
              Hits
            </th>
            <th scope="col" className={`number ${table.wide}`}>
              Right
            </th>
            <th scope="col" className={`number ${table.wider}`}>
              Last hit
            </th>
            <th scope="col" className="number">
              On
            </th>
          </tr>
        </thead>
        <tbody>{rules === null ? <Skeleton /> : rules.map((rule) => <RuleRow key={rule.id} rule={rule} />)}</tbody>
      </table>
    </div>
  );
}

function RuleRow({ rule }: { readonly rule: Rule }) {
  const { hits, right, wrong, rightShare, lastHitAt } = rule.statistics;
  return (
    <tr data-off={!rule.enabled}>
      <td className={`${table.rest} ${styles.ruleCell}`}>
        <span className={styles.pair}>
          <Link to="/rules/$ruleId" params={{ ruleId: rule.id }} className={styles.title} title={`${rule.title}: ${rule.pattern}`}>
            {rule.title}
          </Link>
          <span className={styles.id} title={rule.id}>
            {rule.source === 'built-in' ? '' : `${sourceWords[rule.source]} · `}
            <code>{rule.id}</code>
          </span>
        </span>
      </td>
      <td className={table.wide}>{causeWords[rule.cause]}</td>
      <td className={`number ${table.wider}`}>{confidenceText(rule.confidence)}</td>
      <td className="number">{hits === 0 ? <span className="muted">0</span> : hits.toLocaleString('en')}</td>
      <td className={`number ${table.wide}`}>
        {rightShare === null ? (
          <span className="muted">not judged</span>
        ) : (
          <Tooltip label={`${right} right and ${wrong} wrong of ${right + wrong} judged`}>
            <span className={styles.share} data-weak={rightShare < 0.7}>
              {percent(rightShare)} <span className="muted">of {right + wrong}</span>
            </span>
          </Tooltip>
        )}
      </td>
      <td className={`number muted ${table.wider}`}>{lastHitAt === null ? 'never' : <TimeAgo at={lastHitAt} />}</td>
      <td className={styles.onCell}>
        <RuleSwitch rule={rule} />
      </td>
    </tr>
  );
}

/** Turns a rule on or off for the next failure on. */
export function RuleSwitch({ rule, label }: { readonly rule: Rule; readonly label?: string }) {
  const role = useRole();
  const { turn } = useRuleChanges();
  const isLocked = role === null || !mayApprove(role);
  const set = (enabled: boolean): void =>
    turn.mutate(
      { id: rule.id, enabled, version: rule.version },
      {
        onSuccess: () => toast(enabled ? 'Rule is on' : 'Rule is off', `“${rule.title}”, from the next failure on.`),
        onError: (error) => toastError('Not changed', error),
      },
    );
  return (
    <Tooltip label="An approver can turn rules on and off" disabled={!isLocked || role === null}>
      <span className={styles.switch}>
        <Switch
          size="xs"
          color="gray"
          aria-label={`${rule.title} is on`}
          {...(label === undefined ? {} : { label })}
          checked={turn.isPending ? turn.variables.enabled : rule.enabled}
          disabled={isLocked || turn.isPending}
          onChange={(event) => set(event.currentTarget.checked)}
        />
      </span>
    </Tooltip>
  );
}

const Skeleton = () =>
  Array.from({ length: 9 }, (_, row) => (
    <tr key={row}>
      {[280, 120, 40, 40, 70, 70, 40].map((width, column) => (
        <td key={`${width} ${column}`} className={[2, 5].includes(column) ? table.wider : [1, 4].includes(column) ? table.wide : ''}>
          <Bone width={width - ((row * 13) % 30)} />
        </td>
      ))}
    </tr>
  ));
