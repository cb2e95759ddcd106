import { useQuery } from '@tanstack/react-query';
import { actionWords } from '../../../lib/words.ts';
import { metricsQuery } from '../api/learning.ts';
import { Headline, Nothing, Panel } from './panel.tsx';
import { ShareTable } from './share-table.tsx';

/** How often an action did what it was meant to. */
export function ActionPanel({ days }: { readonly days: number }) {
  return (
    <Panel title="Action success" query={useQuery(metricsQuery(days))}>
      {({ action_success_rate, action_success_by_action }) => (
        <>
          <Headline ratio={action_success_rate} unit="ended actions" />
          {action_success_by_action.length === 0 ? (
            <Nothing>Reruns that have ended appear here, by kind of action.</Nothing>
          ) : (
            <ShareTable
              caption="Successful actions by kind"
              heads={['Action', 'Worked', 'Of ended']}
              rows={action_success_by_action.map((one) => ({ name: actionWords[one.action], ratio: one }))}
            />
          )}
        </>
      )}
    </Panel>
  );
}
