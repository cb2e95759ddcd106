import { cleanLogText } from '../lib/log-lines.ts';
import styles from './quotes.module.css';

/** The lines that the diagnosis rests on, word for word and as text only. */
export function Quotes({ quotes, short = false }: { readonly quotes: readonly string[]; readonly short?: boolean }) {
  const shown = short ? quotes.slice(0, 1) : quotes;
  if (shown.length === 0) return <p className="muted">No line of the log is quoted.</p>;
  return (
    <div className={styles.quotes}>
      {shown.map((quote) => (
        <blockquote key={quote} className={styles.quote} data-short={short} style={{ margin: 0 }}>
          {quote.split('\n').map(cleanLogText).join('\n')}
        </blockquote>
      ))}
    </div>
  );
}
