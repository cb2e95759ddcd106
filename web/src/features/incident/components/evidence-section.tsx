import { SegmentedControl, Tabs } from '@mantine/core';
import { useState } from 'react';
import { LogView } from '../../../components/log-view.tsx';
import { Quotes } from '../../../components/quotes.tsx';
import type { IncidentDetail } from '../../../lib/contract.ts';
import styles from './evidence-section.module.css';
import { RunBars } from './run-bars.tsx';

const names: Readonly<Record<string, string>> = { log: 'Log', error: 'Error text', run: 'Run', history: 'History' };
const order = ['log', 'error', 'run'];

/** What was gathered, round by round: the log with the quoted lines marked, the error, the run, and the runs before. */
export function EvidenceSection({ incident }: { readonly incident: IncidentDetail }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const round = incident.rounds.find((one) => one.round === chosen) ?? incident.rounds.at(-1);
  const quotes = round?.diagnosis?.quotes ?? [];
  const pieces = (round?.evidence ?? [])
    .filter((piece) => piece.kind !== 'history' && piece.kind !== 'errors' && piece.content !== '')
    .sort((left, right) => order.indexOf(left.kind) - order.indexOf(right.kind));
  return (
    <section aria-label="Evidence">
      <header>
        <h2>Evidence</h2>
        {incident.rounds.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label="Round"
            value={String(round?.round)}
            data={incident.rounds.map((one, index) => ({
              value: String(one.round),
              label: index === 0 ? 'First failure' : `Rerun ${index}`,
            }))}
            onChange={(value) => setChosen(Number(value))}
          />
        )}
      </header>
      {quotes.length > 0 && !pieces.some((piece) => quotes.some((quote) => piece.content.includes(quote))) && (
        <div className={styles.quotes}>
          <Quotes quotes={quotes} short />
        </div>
      )}
      {pieces.length === 0 ? (
        <p className="muted">Nothing has been gathered yet. Log and error text appear here once the platform was asked.</p>
      ) : (
        <Tabs key={round?.round} defaultValue={pieces[0]?.kind ?? null} variant="default">
          <Tabs.List className={styles.tabs ?? ''}>
            {pieces.map((piece) => (
              <Tabs.Tab key={piece.kind} value={piece.kind}>
                {names[piece.kind] ?? piece.kind}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {pieces.map((piece) => (
            <Tabs.Panel key={piece.kind} value={piece.kind} pt={8} keepMounted={false}>
              <LogView content={readable(piece.content)} quotes={quotes} label={names[piece.kind] ?? piece.kind} note={piece.note} />
            </Tabs.Panel>
          ))}
        </Tabs>
      )}
      <RunBars history={incident.history} />
    </section>
  );
}

/** JSON with line breaks; anything else as it is. */
function readable(content: string): string {
  if (!content.startsWith('{') && !content.startsWith('[')) return content;
  try {
    return JSON.stringify(JSON.parse(content), null, 2);
  } catch {
    return content;
  }
}
