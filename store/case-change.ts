import { type IncidentPatch, patchIncident } from './incidents.ts';
import { appendRecord, type RecordLine } from './record.ts';
import type { Tx } from './tx.ts';

/** What a step changes of a case: its projection, and the lines of the record that tell of it. */
export interface CaseChange {
  readonly patch: IncidentPatch;
  readonly lines: readonly RecordLine[];
}

/** Writes what the steps of one transaction change of a case, in their order and at once: of a column that several set the last stands. */
export async function changeCase(tx: Tx, incidentId: string, ...changes: readonly CaseChange[]): Promise<void> {
  await Promise.all([
    patchIncident(tx, incidentId, Object.assign({}, ...changes.map(({ patch }) => patch))),
    appendRecord(tx, ...changes.flatMap(({ lines }) => lines)),
  ]);
}

/** What a step keeps beside the case's own row, started already, and how it changes that row. */
export interface Kept {
  readonly change: CaseChange;
  readonly stored: Promise<unknown>;
}
