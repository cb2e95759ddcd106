import { IconPlugConnected } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { PageFrame } from '../../../components/page.tsx';
import { QueryView } from '../../../components/query-view.tsx';
import { Bone, EmptyState } from '../../../components/states.tsx';
import { byUrgency, platformsSummary } from '../../../lib/platform-words.ts';
import { platformsQuery } from '../api/platforms.ts';
import { PlatformSection } from './platform-section.tsx';
import styles from './platforms.module.css';

/** The systems that run jobs: whether Nightshift reaches them, what keeps it from that, and how it acts there. */
export function PlatformsScreen() {
  const query = useQuery(platformsQuery());
  return (
    <PageFrame title="Platforms" about="The systems that run jobs. Each is looked through for failed runs every few minutes.">
      <QueryView
        query={query}
        what="The platforms"
        still="Failed jobs are still found and handled; only this page is affected."
        skeleton={<Skeleton />}
      >
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="No platform is connected" icon={<IconPlugConnected size={24} stroke={1.5} />}>
              A platform appears here once the file that PLATFORMS_FILE names, or its own variables, have it and a worker has started. Until
              then, failures can be reported with POST /api/triggers/failures.
            </EmptyState>
          ) : (
            <div data-live>
              <p className={styles.summary}>{platformsSummary(items)}</p>
              {items.toSorted(byUrgency).map((platform) => (
                <PlatformSection key={platform.id} platform={platform} />
              ))}
            </div>
          )
        }
      </QueryView>
    </PageFrame>
  );
}

const Skeleton = () =>
  [0, 1].map((section) => (
    <div key={section} className={styles.section}>
      <Bone width={160} />
      <div className={styles.facts}>
        {[120, 90, 40, 60, 150].map((width) => (
          <Bone key={width} width={width} height={32} />
        ))}
      </div>
      <Bone width={280} />
    </div>
  ));
