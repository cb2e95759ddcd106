import { useQuery } from '@tanstack/react-query';
import { causeWords } from '../../../lib/words.ts';
import { performanceQuery } from '../api/learning.ts';
import { Headline, Nothing, Panel } from './panel.tsx';
import { ShareTable } from './share-table.tsx';

const most = 8;

/** How often a diagnosis turned out right, by cause. */
export function RecognitionPanel({ days }: { readonly days: number }) {
  return (
    <Panel title="Recognition accuracy" query={useQuery(performanceQuery(days))}>
      {({ recognition: { accuracy, by_cause } }) => (
        <>
          <Headline ratio={accuracy} unit="judged diagnoses" />
          {accuracy.denominator === 0 ? (
            <Nothing>Judged by people’s corrections and thumbs, and by how reruns end. The first one appears here.</Nothing>
          ) : (
            <ShareTable
              caption="Right diagnoses by cause"
              heads={['Cause', 'Right', 'Of judged']}
              rows={by_cause
                .filter((one) => one.denominator > 0)
                .slice(0, most)
                .map((one) => ({ name: causeWords[one.cause], ratio: one }))}
            />
          )}
        </>
      )}
    </Panel>
  );
}
