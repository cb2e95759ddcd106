/** The time that figures are about: cases opened from `since` up to `until`. ISO times. */
export interface LearningWindow {
  readonly since: string;
  readonly until: string;
}

/** A person moved in the case `i`: gave a verdict, took it over, ended or changed it. */
export const personMoved = `exists (
  select from record r where r.tenant_id = i.tenant_id and r.incident_id = i.id and r.actor_kind in ('human', 'api-key') and r.stage in ('approve', 'people'))`;

/** What came of the newest resubmission of a round, in the terms of the lateral join's `e.outcome`; interrupted ones are repeated. */
export const newestOutcome = (incident: string, round: string): string => `left join lateral (
  select outcome from effect e where e.tenant_id = $1 and e.incident_id = ${incident} and e.round = ${round} and e.kind = 'submission'
    and e.outcome in ('green', 'red', 'lost') order by e.outcome_at desc limit 1) e on true`;
