import type { Tx } from './tx.ts';

export const recordStages = ['detect', 'investigate', 'decide', 'approve', 'act', 'verify', 'learn', 'people', 'settings'] as const;
export type RecordStage = (typeof recordStages)[number];

/** One line of what happened. `summary` is a sentence for people; `detail` holds what screens and audits need, never raw logs. */
export interface RecordLine {
  readonly incidentId: string | null;
  readonly kind: string;
  readonly stage: RecordStage;
  readonly summary: string;
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly durationMs?: number;
  /** Makes the step that this line ends answer with what was recorded when it is called again. */
  readonly stepKey?: string;
}

/** Values of a line, beside those that all lines of a transaction share. */
const valuesOf = (line: RecordLine): readonly unknown[] => [
  line.incidentId,
  line.stepKey ?? null,
  line.kind,
  line.stage,
  line.summary,
  JSON.stringify(line.detail ?? {}),
  line.durationMs === undefined ? null : Math.round(line.durationMs),
];

/** Places of a line's values in the statement, after the four that all lines share. */
function placesOf(index: number): string {
  const at = (value: number) => `$${5 + index * 7 + value}`;
  return `($1, $2, $3, $4, ${at(0)}, ${at(1)}, ${at(2)}, ${at(3)}, ${at(4)}, ${at(5)}::jsonb, ${at(6)}::integer)`;
}

/** Appends lines to the record, in order, in the transaction of the change they tell of. */
export async function appendRecord(tx: Tx, ...lines: readonly RecordLine[]): Promise<void> {
  if (lines.length === 0) return;
  await tx.rows(
    `insert into record (tenant_id, actor_kind, actor_id, actor_name, incident_id, step_key, kind, stage, summary, detail, duration_ms)
     values ${lines.map((_, index) => placesOf(index)).join(', ')}`,
    [tx.tenant, tx.actor.kind, tx.actor.id, tx.actor.name, ...lines.flatMap(valuesOf)],
  );
}

/** The step key of an incident's step: rounds count on over generations, so a key never comes twice. */
export const stepKey = (incidentId: string, round: number, step: string): string => `${incidentId}/${round}/${step}`;

/** The detail that a step recorded, or null when it has not been done. */
export async function recordedStep<Detail>(tx: Tx, key: string): Promise<Detail | null> {
  const row = await tx.maybe<{ detail: Detail }>('select detail from record where tenant_id = $1 and step_key = $2', [tx.tenant, key]);
  return row?.detail ?? null;
}
