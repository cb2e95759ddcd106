import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { LogView } from '../../../components/log-view.tsx';
import { QueryView } from '../../../components/query-view.tsx';
import { Quotes } from '../../../components/quotes.tsx';
import { Bone } from '../../../components/states.tsx';
import type { IncidentDetail } from '../../../lib/contract.ts';
import { caseQuery } from '../api/proposals.ts';

/** The quoted lines, and on demand the log around them. */
export function Evidence({ incidentId, quotes }: { readonly incidentId: string; readonly quotes: readonly string[] }) {
  const [opened, log] = useDisclosure(false);
  const query = useQuery({ ...caseQuery(incidentId), enabled: opened });
  return (
    <div style={{ display: 'grid', gap: 8 }}>
      <Quotes quotes={quotes} short={!opened} />
      <div>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          aria-expanded={opened}
          style={{ marginLeft: -8 }}
          rightSection={opened ? <IconChevronUp size={16} /> : <IconChevronDown size={16} />}
          onClick={log.toggle}
        >
          {opened ? 'Hide the log' : quotes.length > 1 ? `${quotes.length} quoted lines and the log` : 'Show the log'}
        </Button>
      </div>
      {opened && (
        <QueryView query={query} what="The log" still="You can still decide." skeleton={<Bone width="100%" height={240} />}>
          {(detail) => <CaseLog detail={detail} quotes={quotes} />}
        </QueryView>
      )}
    </div>
  );
}

function CaseLog({ detail, quotes }: { readonly detail: IncidentDetail; readonly quotes: readonly string[] }) {
  const evidence = detail.rounds.at(-1)?.evidence ?? [];
  const log =
    evidence.find((piece) => piece.kind === 'log' && piece.content !== '') ??
    evidence.find((piece) => piece.kind === 'error' && piece.content !== '');
  if (log === undefined) return <p className="muted">The platform gave no log for this run.</p>;
  return <LogView content={log.content} quotes={quotes} label="Log of the failed run" note={log.note} />;
}
