import {
  IconBook2,
  IconChartLine,
  IconChecklist,
  IconEyeCheck,
  IconInbox,
  IconListCheck,
  IconMailForward,
  IconPlugConnected,
  IconSettings,
  IconStack2,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { StopAutomation } from '../../features/automation/components/stop-automation.tsx';
import { overviewQuery } from '../../lib/overview.ts';
import { reviewCountQuery } from '../../lib/review-count.ts';
import { sessionQuery } from '../../lib/session.ts';
import { roleWords } from '../../lib/words.ts';
import styles from './navigation.module.css';
import { ThemeChoice } from './theme-choice.tsx';

const pages = [
  { to: '/approvals/{-$incidentId}', label: 'Approvals', Icon: IconChecklist },
  { to: '/incidents', label: 'Incidents', Icon: IconInbox },
  { to: '/jobs', label: 'Jobs', Icon: IconStack2 },
  { to: '/platforms', label: 'Platforms', Icon: IconPlugConnected },
  { to: '/knowledge', label: 'Knowledge', Icon: IconBook2 },
  { to: '/rules', label: 'Rules', Icon: IconListCheck },
  { to: '/review', label: 'Review', Icon: IconEyeCheck },
  { to: '/learning', label: 'Learning', Icon: IconChartLine },
  { to: '/outbox', label: 'Outbox', Icon: IconMailForward },
  { to: '/settings', label: 'Settings', Icon: IconSettings },
] as const;

/** Where a group of pages begins: what happens, what is learned, and the rest. */
const begins: ReadonlySet<string> = new Set(['Knowledge', 'Outbox']);

/** Where one can go, what waits there, and the two things that concern every page. */
export function Navigation({ onNavigate, brand = true }: { readonly onNavigate?: () => void; readonly brand?: boolean }) {
  const waiting = useQuery(overviewQuery()).data?.waiting ?? 0;
  const toReview = useQuery(reviewCountQuery()).data;
  const reviews = toReview === undefined ? 0 : toReview.diagnoses + toReview.suggestions;
  const person = useQuery(sessionQuery()).data?.person;
  return (
    <>
      {brand && (
        <div className={styles.brand}>
          <img src="/favicon.svg" width={20} height={20} alt="" />
          Nightshift
        </div>
      )}
      <ul className={styles.list}>
        {pages.map(({ to, label, Icon }) => (
          <li key={to} className={begins.has(label) ? styles.begins : undefined}>
            <Link
              to={to}
              params={{}}
              className={styles.link}
              activeOptions={{ exact: false, includeSearch: false }}
              {...(onNavigate === undefined ? {} : { onClick: onNavigate })}
            >
              <Icon size={18} stroke={1.6} aria-hidden />
              {label}
              {label === 'Approvals' && <Count number={waiting} urgent />}
              {label === 'Review' && <Count number={reviews} />}
              {label === 'Knowledge' && <Count number={toReview?.candidates ?? 0} />}
            </Link>
          </li>
        ))}
      </ul>
      <div className={styles.foot}>
        <StopAutomation className={styles.link ?? ''} />
        <ThemeChoice className={styles.link ?? ''} />
        {person !== undefined && (
          <div className={styles.who}>
            <div className="clip">{person.name}</div>
            {person.name.toLowerCase() !== person.role && <div className="clip">Signed in as {roleWords[person.role]}</div>}
          </div>
        )}
      </div>
    </>
  );
}

/** What waits on a page; only what is urgent bears the accent. */
function Count({ number, urgent = false }: { readonly number: number; readonly urgent?: boolean }) {
  if (number === 0) return null;
  return (
    <span className={styles.count} data-urgent={urgent}>
      {number > 999 ? '999+' : number}
      <span className="only-read"> waiting</span>
    </span>
  );
}
