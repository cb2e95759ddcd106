import { Link } from '@tanstack/react-router';
import { MailState } from '../../../components/mail-state.tsx';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { IncidentDetail } from '../../../lib/contract.ts';
import { purposeWords } from '../../../lib/words.ts';
import styles from './rows.module.css';

/** Who was told what, and whether it arrived as far as anybody can tell. */
export function MailsSection({ incident: { mails } }: { readonly incident: IncidentDetail }) {
  return (
    <section aria-label="Mails">
      <header>
        <h2>Mails</h2>
      </header>
      {mails.length === 0 ? (
        <p className="muted">Nobody was mailed. Owners, approvers and on call are, when something is needed of them.</p>
      ) : (
        <ul>
          {mails.map((mail) => (
            <li key={mail.key} className={styles.row}>
              <MailState state={mail.state} note={mail.note} />
              <span className={styles.main}>
                <Link to="/outbox" search={{ key: mail.key }}>
                  {purposeWords(mail.purpose)}
                </Link>
                <span className="muted"> to {mail.to === '' ? 'nobody' : mail.to}</span>
              </span>
              <span className={styles.end}>
                <TimeAgo at={mail.settledAt ?? mail.claimedAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
