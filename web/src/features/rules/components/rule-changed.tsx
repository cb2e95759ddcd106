import { Button } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import type { Rule } from '../../../lib/learning-contract.ts';
import { actionWords, causeWords, confidenceText } from '../../../lib/words.ts';
import styles from './rule.module.css';

interface RuleChangedProps {
  readonly theirs: Rule;
  readonly onTake: () => void;
  readonly onKeep: () => void;
}

/** Somebody else saved the rule while it was edited: shows it as it is now, and asks whose version goes on. */
export function RuleChanged({ theirs, onTake, onKeep }: RuleChangedProps) {
  return (
    <section className={styles.changed} role="alert" aria-label="The rule has changed">
      <p className="row">
        <IconArrowsExchange size={16} aria-hidden />
        <strong>{theirs.updatedBy ?? 'Somebody'} changed this rule while you were editing.</strong>
      </p>
      <p>
        {theirs.title}: {causeWords[theirs.cause]}, {actionWords[theirs.action].toLowerCase()}, {confidenceText(theirs.confidence)},{' '}
        {theirs.enabled ? 'on' : 'off'}
      </p>
      <pre className={styles.pattern}>{theirs.pattern}</pre>
      <div className={styles.actions}>
        <Button variant="default" onClick={onTake}>
          Take theirs, drop mine
        </Button>
        <Button variant="default" onClick={onKeep}>
          Keep mine over theirs
        </Button>
      </div>
    </section>
  );
}
