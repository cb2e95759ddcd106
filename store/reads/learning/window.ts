/** The time that figures are about: cases opened from `since` up to `until`. ISO times. */
export interface LearningWindow {
  readonly since: string;
  readonly until: string;
}

/** Cases in which a person moved: gave a verdict, took the case over, ended or changed it. For `i.id in …`. */
export const personMoved = `(
  select r.incident_id from record r where r.tenant_id = $1 and r.incident_id is not null and r.actor_kind in ('human', 'api-key') and r.stage in ('approve', 'people'))`;

/** What came of the newest resubmission of each round, as a table to join once: asked case by case it costs more than all else. Interrupted ones are repeated. */
export const newestOutcomes = `(
  select distinct on (e.incident_id, e.round) e.incident_id, e.round, e.outcome from effect e
  where e.tenant_id = $1 and e.kind = 'submission' and e.outcome in ('green', 'red', 'lost') order by e.incident_id, e.round, e.outcome_at desc)`;
