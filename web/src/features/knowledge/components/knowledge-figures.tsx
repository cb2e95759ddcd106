import { useQuery } from '@tanstack/react-query';
import { Figure, Figures } from '../../../components/figures.tsx';
import { lastDays, sumOf } from '../../../lib/growth.ts';
import { percent } from '../../../lib/words.ts';
import { statsQuery } from '../api/knowledge.ts';

/** How large the knowledge base is and how often it helps. Without an answer the list below works all the same. */
export function KnowledgeFigures() {
  const { data, isError } = useQuery(statsQuery());
  if (isError && data === undefined) return null;
  const week = data === undefined ? undefined : sumOf(lastDays(data.growth, 7, Date.now()));
  return (
    <Figures>
      <Figure label="In use" value={data?.byState.active ?? (data === undefined ? undefined : 0)} />
      <Figure label="Added in 7 days" value={week} />
      <Figure
        label="Failures it knows"
        value={data === undefined ? undefined : percent(data.coverage)}
        about="Share of the incidents of the last 30 days for which an entry was found"
      />
      <Figure
        label="Solutions that worked"
        value={data === undefined ? undefined : percent(data.successRate)}
        about="Successes among all outcomes that were told or seen"
      />
    </Figures>
  );
}
