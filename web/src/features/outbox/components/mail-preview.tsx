import { SegmentedControl } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import styles from './mail-preview.module.css';

interface MailPreviewProps {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly facts: readonly (readonly [string, ReactNode])[];
}

/** A mail as it was sent. Its HTML stands in a frame of its own that may run nothing and lead nowhere. */
export function MailPreview({ subject, text, html, facts }: MailPreviewProps) {
  const [chosen, setForm] = useState<'text' | 'html' | null>(null);
  const form = chosen ?? (text === '' && html !== '' ? 'html' : 'text');
  return (
    <article className={styles.mail}>
      <h2 className={styles.subject}>{subject}</h2>
      <dl className={styles.facts}>
        {facts.map(([label, value]) => (
          <div key={label} className={styles.fact}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {html !== '' && (
        <SegmentedControl
          size="xs"
          aria-label="Form"
          value={form}
          data={[
            { value: 'text', label: 'Plain text' },
            { value: 'html', label: 'HTML' },
          ]}
          onChange={(value) => setForm(value === 'html' ? 'html' : 'text')}
        />
      )}
      {form === 'text' ? (
        <pre className={styles.text}>{text === '' ? 'The text of this mail is not kept here.' : text}</pre>
      ) : (
        <>
          <iframe className={styles.frame} sandbox="" srcDoc={html} title="The mail as HTML" />
          <p className="muted small">Links and scripts do nothing in this preview.</p>
        </>
      )}
    </article>
  );
}
