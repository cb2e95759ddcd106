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

/** Appends lines to the record, in order, in the transaction of the change they tell of. */
export async function appendRecord(tx: Tx, ...lines: readonly RecordLine[]): Promise<void> {
  if (lines.length === 0) return;
  const rows = lines.map((line) => ({
    incident_id: line.incidentId,
    step_key: line.stepKey ?? null,
    kind: line.kind,
    stage: line.stage,
    summary: line.summary,
    detail: line.detail ?? {},
    duration_ms: line.durationMs === undefined ? null : Math.round(line.durationMs),
  }));
  await tx.rows(
    `insert into record (tenant_id, incident_id, step_key, kind, stage, summary, detail, duration_ms, actor_kind, actor_id, actor_name)
     select $1, incident_id, step_key, kind, stage, summary, detail, duration_ms, $3, $4, $5
     from rows from (jsonb_to_recordset($2::jsonb) as (incident_id text, step_key text, kind text, stage text, summary text, detail jsonb, duration_ms integer)) with ordinality
       as line (incident_id, step_key, kind, stage, summary, detail, duration_ms, position) order by position`,
    [tx.tenant, JSON.stringify(rows), tx.actor.kind, tx.actor.id, tx.actor.name],
  );
}

/** The step key of an incident's step: rounds count on over generations, so a key never comes twice. */
export const stepKey = (incidentId: string, round: number, step: string): string => `${incidentId}/${round}/${step}`;

/** The detail that a step recorded, or null when it has not been done. */
export async function recordedStep<Detail>(tx: Tx, key: string): Promise<Detail | null> {
  const row = await tx.maybe<{ detail: Detail }>('select detail from record where tenant_id = $1 and step_key = $2', [tx.tenant, key]);
  return row?.detail ?? null;
}
