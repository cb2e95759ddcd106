import { type IncidentPatch, patchIncident } from './incidents.ts';
import { appendRecord, type RecordLine } from './record.ts';
import type { Tx } from './tx.ts';

/** What a step changes of a case: its projection, and the lines of the record that tell of it. */
export interface CaseChange {
  readonly patch: IncidentPatch;
  readonly lines: readonly RecordLine[];
}

/** What a step keeps beside the case's own row, started already, and how it changes that row. */
export interface Kept {
  readonly change: CaseChange;
  readonly stored: Promise<unknown>;
}

/** Writes what the steps of one transaction keep and change, in their order and at once: of a column that several set the last stands. */
export async function saveKept(tx: Tx, incidentId: string, ...kept: readonly Kept[]): Promise<void> {
  await Promise.all([
    ...kept.map(({ stored }) => stored),
    patchIncident(tx, incidentId, Object.assign({}, ...kept.map(({ change }) => change.patch))),
    appendRecord(tx, ...kept.flatMap(({ change }) => change.lines)),
  ]);
}
