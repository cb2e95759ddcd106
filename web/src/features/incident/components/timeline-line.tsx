import { Tooltip } from '@mantine/core';
import { useState } from 'react';
import { Mark } from '../../../components/mark.tsx';
import type { RecordLine } from '../../../lib/contract.ts';
import { plainWords } from '../../../lib/plain-words.ts';
import { absolute, clockTime, duration } from '../../../lib/time.ts';
import { useNow } from '../../../lib/use-now.ts';
import { markOfLine } from '../api/timeline.ts';
import styles from './timeline.module.css';

const plain = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : JSON.stringify(value, null, 1);

/** One line of the record: who, what, when, how long; the rest on demand. */
export function TimelineLine({ line }: { readonly line: RecordLine }) {
  const [opened, setOpened] = useState(false);
  const now = useNow(60_000);
  const details = Object.entries(line.detail).filter(([, value]) => value !== null && value !== '');
  return (
    <li className={styles.line}>
      <Mark kind={markOfLine(line)} label={line.actor.name} />
      <div className={styles.text}>
        {line.stage === 'people' && line.kind.includes('comment') ? line.summary : plainWords(line.summary)}
        {details.length > 0 && (
          <button type="button" className={styles.more} onClick={() => setOpened(!opened)} aria-expanded={opened}>
            {opened ? 'less' : 'details'}
          </button>
        )}
        {(line.actor.kind === 'human' || line.actor.kind === 'api-key') && <div className={styles.who}>{line.actor.name}</div>}
        {opened && (
          <dl className={styles.detail}>
            {details.map(([name, value]) => (
              <Detail key={name} name={name} value={plain(value)} />
            ))}
          </dl>
        )}
      </div>
      <div className={styles.when}>
        <Tooltip label={absolute(line.at)}>
          <time dateTime={line.at}>{clockTime(line.at, now, true)}</time>
        </Tooltip>
        {line.durationMs !== null && line.durationMs > 0 && <div>{duration(line.durationMs)}</div>}
      </div>
    </li>
  );
}

const Detail = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </>
);
