import { useMediaQuery } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { AutomationBanner } from '../../features/automation/components/automation-banner.tsx';
import { healthQuery } from '../../features/health/api/get-health.ts';
import { ConnectionBanner } from '../../features/health/components/connection-banner.tsx';
import { StatusLine } from '../../features/health/components/status-line.tsx';
import { useAnnouncement } from '../../lib/announce.ts';
import { Navigation } from './navigation.tsx';
import styles from './shell.module.css';
import { TopBar } from './top-bar.tsx';
import { useLiveSync } from './use-live-sync.ts';
import { usePageNews } from './use-page-news.ts';

/** The frame of every screen: navigation, banners, the page, and the quiet status line. */
export function Shell() {
  useLiveSync();
  usePageNews();
  const isNarrow = useMediaQuery('(max-width: 760px)', false, { getInitialValueInEffect: false });
  const announcement = useAnnouncement();
  const lost = useQuery(healthQuery()).isError;
  return (
    <div className={styles.shell} data-stale={lost}>
      <a className={styles.skip} href="#main">
        Skip to the page
      </a>
      <TopBar className={styles.topbar ?? ''} />
      <nav className={styles.nav} aria-label="Main">
        <Navigation />
      </nav>
      <div className={styles.banners}>
        <ConnectionBanner />
        <AutomationBanner />
      </div>
      <main id="main" tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
      <StatusLine />
      {/* Inside the router, for messages may hold links. */}
      <Notifications position={isNarrow ? 'top-center' : 'bottom-right'} limit={4} autoClose={8000} className={styles.toasts ?? ''} />
      <div className="only-read" role="status" aria-live="polite">
        {announcement}
      </div>
    </div>
  );
}
