import { IconMoonStars } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../../components/states.tsx';
import { overviewQuery } from '../../../lib/overview.ts';
import { count } from '../../../lib/words.ts';

/** Nothing waits: says how much was handled, and how much of it alone. */
export function AllClear() {
  const { data } = useQuery(overviewQuery());
  const days = data?.trend.slice(-2) ?? [];
  const handled = days.reduce((sum, day) => sum + day.closed, 0);
  const alone = days.reduce((sum, day) => sum + day.withoutPerson, 0);
  const since = days[0] === undefined ? undefined : `${days[0].day}T00:00:00.000Z`;
  return (
    <>
      <h1 className="only-read">Approvals</h1>
      <EmptyState large title="Nothing needs you." icon={<IconMoonStars size={24} stroke={1.5} />}>
        {handled > 0 && (
          <p>
            <Link to="/incidents" search={{ status: 'closed', since }}>
              {count(handled, 'failure')} handled since yesterday
            </Link>
            , {alone === handled ? 'all' : alone} without a person.
          </p>
        )}
        <p>When Nightshift is not allowed or not certain enough to act alone, its proposal appears here, and the approvers get a mail.</p>
      </EmptyState>
    </>
  );
}
