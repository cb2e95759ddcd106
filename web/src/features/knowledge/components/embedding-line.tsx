import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { count } from '../../../lib/words.ts';
import { embeddingQuery } from '../api/knowledge.ts';
import styles from './knowledge.module.css';

/** While vectors are made anew: how far it is, and that search works meanwhile. */
export function EmbeddingLine() {
  const { data } = useQuery(embeddingQuery());
  if (data === undefined || (data.pending === 0 && data.lastError === null)) return null;
  const done = Math.round(data.progress * 100);
  return (
    <div className={styles.embedding} role="status" data-trouble={data.lastError !== null}>
      {data.lastError === null ? <IconRefresh size={16} aria-hidden /> : <IconAlertTriangle size={16} aria-hidden />}
      <span>
        Vectors are made anew for {data.model}: {data.embedded.toLocaleString('en')} of {count(data.entries, 'entry', 'entries')}. Search by
        words works meanwhile.
        {data.lastError !== null && ` Last try failed: ${data.lastError}`}
      </span>
      <progress className={styles.progress} max={100} value={done} aria-label="Vectors made">
        {done} %
      </progress>
    </div>
  );
}
