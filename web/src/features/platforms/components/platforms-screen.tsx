import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconPlugConnected, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { PageFrame } from '../../../components/page.tsx';
import { QueryView } from '../../../components/query-view.tsx';
import { ToneBadge } from '../../../components/state-badge.tsx';
import { Bone, EmptyState } from '../../../components/states.tsx';
import table from '../../../components/table.module.css';
import { TimeAgo } from '../../../components/time-ago.tsx';
import type { Platform } from '../../../lib/contract.ts';
import { useRole } from '../../../lib/session.ts';
import { toast, toastError } from '../../../lib/toast.ts';
import { mayOperate } from '../../../lib/words.ts';
import { platformsQuery, useSweep } from '../api/platforms.ts';

const abilities: Readonly<Record<string, string>> = { listsRuns: 'finds failed runs', submits: 'starts runs', cancels: 'cancels runs' };

/** The systems that run jobs, and whether Nightshift still reaches them. */
export function PlatformsScreen() {
  const query = useQuery(platformsQuery());
  return (
    <PageFrame title="Platforms" about="The systems that run jobs. Each is looked through for failed runs every few minutes.">
      <QueryView
        query={query}
        what="The platforms"
        skeleton={
          <div style={{ display: 'grid', gap: 24 }}>
            {[320, 280].map((width) => (
              <Bone key={width} width={width} />
            ))}
          </div>
        }
      >
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="No platform is connected" icon={<IconPlugConnected size={24} stroke={1.5} />}>
              Platforms are connected in the configuration. Until then, failures can be reported with POST /api/triggers/failures.
            </EmptyState>
          ) : (
            <div className={table.scroll}>
              <table className={`${table.table} ${table.wrapping}`} data-live>
                <thead>
                  <tr>
                    <th scope="col">Platform</th>
                    <th scope="col">
                      Last looked<span className={table.label}> through</span>
                    </th>
                    <th scope="col" className={table.wide}>
                      Can do
                    </th>
                    <th scope="col" className={`number ${table.wide}`}>
                      Jobs
                    </th>
                    <th scope="col" className="number">
                      Open<span className={table.label}> incidents</span>
                    </th>
                    <th scope="col">
                      <span className="only-read">Actions</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((platform) => (
                    <PlatformRow key={platform.id} platform={platform} />
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </QueryView>
    </PageFrame>
  );
}

function PlatformRow({ platform }: { readonly platform: Platform }) {
  const sweep = useSweep();
  const role = useRole();
  const can = Object.entries(platform.capabilities).flatMap(([name, able]) => {
    const words = abilities[name];
    return able && words !== undefined ? [words] : [];
  });
  const start = (): void =>
    sweep.mutate(platform.id, {
      onSuccess: () => toast(`Looking through ${platform.id}`, 'New failures appear under Incidents.'),
      onError: (error) => toastError(`${platform.id} was not looked through`, error),
    });
  return (
    <tr>
      <td>
        <span className={table.main}>{platform.id}</span>
        {platform.kind !== platform.id && <span className="muted"> {platform.kind}</span>}
        <div className="muted small">
          connected <TimeAgo at={platform.connectedAt} />
        </div>
      </td>
      <td>
        {platform.sweepError === null ? (
          <ToneBadge tone="resolved" icon={<IconCheck size={16} aria-hidden />}>
            {platform.sweptAt === null ? 'Not yet' : <TimeAgo at={platform.sweptAt} />}
          </ToneBadge>
        ) : (
          <>
            <ToneBadge tone="failed" icon={<IconAlertTriangle size={16} aria-hidden />}>
              Failing
              {platform.sweepErrorSince !== null && (
                <>
                  , since <TimeAgo at={platform.sweepErrorSince} />
                </>
              )}
            </ToneBadge>
            <div className="muted">{platform.sweepError}</div>
          </>
        )}
      </td>
      <td className={`muted ${table.wide}`}>{can.join(', ')}</td>
      <td className={`number ${table.wide}`}>{platform.jobs}</td>
      <td className="number">
        <Link to="/incidents" search={{ platform: platform.id, status: 'open' }}>
          {platform.openIncidents}
        </Link>
      </td>
      <td className="number">
        {platform.capabilities.listsRuns === true && role !== null && mayOperate(role) && (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconRefresh size={14} />}
            loading={sweep.isPending}
            aria-label={`Look now through ${platform.id}`}
            onClick={start}
          >
            <span className={table.label}>Look now</span>
          </Button>
        )}
      </td>
    </tr>
  );
}
