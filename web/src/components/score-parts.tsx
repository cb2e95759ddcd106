import { Tooltip } from '@mantine/core';
import { partWords } from '../lib/knowledge-words.ts';
import type { KnowledgeParts } from '../lib/learning-contract.ts';
import styles from './score-parts.module.css';

/** The parts of a score that count; the rest would only be zeros. */
export function ScoreParts({ parts }: { readonly parts: KnowledgeParts }) {
  const shown = (Object.keys(partWords) as (keyof KnowledgeParts)[]).filter((name) => parts[name] > 0.005);
  return (
    <span className={styles.parts}>
      <span className="only-read">Made of: </span>
      {shown.map((name) => (
        <Tooltip key={name} label={partWords[name].about}>
          <span className={styles.part}>
            {partWords[name].word} <span className={styles.partValue}>{parts[name].toFixed(2)}</span>
          </span>
        </Tooltip>
      ))}
    </span>
  );
}
