import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDownload, IconUpload, IconWritingSign } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import filters from '../../../components/filters.module.css';
import { Mark } from '../../../components/mark.tsx';
import { SearchField } from '../../../components/search-field.tsx';
import { EmptyState } from '../../../components/states.tsx';
import table from '../../../components/table.module.css';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { Correction } from '../../../lib/learning-contract.ts';
import { useRole } from '../../../lib/session.ts';
import { actionWords, causeWords, count, mayOperate, originWords } from '../../../lib/words.ts';
import { correctionsAddress, correctionsQuery, trainingDataAddress } from '../api/review.ts';
import { ImportDialog } from './import-dialog.tsx';
import { Listed } from './listed.tsx';
import styles from './review.module.css';
import type { TabProps } from './review-screen.tsx';

/** What people set right: who, when, from what to what; in and out as files. */
export function CorrectionsTab({ search, onSearch }: TabProps) {
  const [importing, dialog] = useDisclosure(false);
  const role = useRole();
  const mayChange = role !== null && mayOperate(role);
  const query = useInfiniteQuery(correctionsQuery({ q: search.q, person: search.person }));
  const hasAny = (query.data?.pages[0]?.items.length ?? 0) > 0;
  return (
    <>
      <div className={`${filters.controls} ${styles.controls}`} role="search">
        <SearchField
          text={search.q ?? ''}
          label="Search corrections"
          placeholder="Search error or reason"
          onSearch={(q) => onSearch({ ...search, q: q === '' ? undefined : q }, { replace: true })}
        />
        {mayChange && (
          <Button variant="default" leftSection={<IconUpload size={16} />} onClick={dialog.open}>
            Import CSV…
          </Button>
        )}
        {hasAny && (
          <Button
            variant="default"
            leftSection={<IconDownload size={16} />}
            component="a"
            href={correctionsAddress({ q: search.q, person: search.person })}
            download="corrections.csv"
          >
            CSV
          </Button>
        )}
        {mayChange && (
          <Button
            variant="default"
            leftSection={<IconDownload size={16} />}
            component="a"
            href={trainingDataAddress}
            download="training-data.jsonl"
          >
            Training data
          </Button>
        )}
      </div>
      <Listed
        query={query}
        what="The corrections"
        counted={(number) => count(number, 'correction')}
        empty={
          search.q === undefined ? (
            <EmptyState title="Nothing was corrected yet" icon={<IconWritingSign size={24} stroke={1.5} />}>
              Correct a diagnosis in its case or under Diagnoses, or fill the last column of a failure report and import it here.
            </EmptyState>
          ) : (
            <EmptyState title="No correction matches">Search for something else.</EmptyState>
          )
        }
      >
        {(items) => (
          <ul>
            {items.map((item) => (
              <CorrectionRow key={item.id} correction={item} />
            ))}
          </ul>
        )}
      </Listed>
      <ImportDialog opened={importing} onClose={dialog.close} />
    </>
  );
}

const verdictText = ({ cause, origin, action }: Correction['after']): string =>
  `${causeWords[cause]}, ${originWords[origin].toLowerCase()}, ${actionWords[action].toLowerCase()}`;

function CorrectionRow({
  correction: { before, after, text, reason, person, at, incidentId, source },
}: {
  readonly correction: Correction;
}) {
  return (
    <li className={styles.correctionRow}>
      <Mark kind="person" label={person} />
      <div className={styles.correctionText}>
        <p>
          <span className="only-read">from </span>
          {before !== null && (
            <>
              <del className="muted">{verdictText(before)}</del> <span aria-hidden>→</span>
              <span className="only-read"> to </span>{' '}
            </>
          )}
          <strong className={table.main}>{verdictText(after)}</strong>
        </p>
        {text !== '' && <p className={styles.errorText}>{text}</p>}
        <p className="muted">{reason}</p>
        <p className="muted small">
          {person}, <TimeAgo at={at} />
          {source === 'csv' && ' from a file'}
          {incidentId !== null && (
            <>
              {' · '}
              <Link to="/incidents/$incidentId" params={{ incidentId }}>
                the case
              </Link>
            </>
          )}
        </p>
      </div>
    </li>
  );
}
