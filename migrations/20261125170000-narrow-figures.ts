import { Migration } from '@mikro-orm/migrations';

/** Sources of the stages that named the cause which came out in the end. A rule's, an entry's and a case's id never look alike. */
const deciding = `$.stages[*] ? ((@.stage == "confirmed" || @.stage == "rules" || @.stage == "knowledge") && @.outcome == "answered" && @.source != null
  && @.cause == $.cause && @.cause != "UNKNOWN").source`;

/** What figures count, beside the documents that hold it: unpacking every document of a month cost more than all else that a figure takes. */
export class NarrowFigures extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table diagnosis add column cause text generated always as (body ->> 'cause') stored,
      add column decided_by text generated always as (body ->> 'decidedBy') stored,
      add column origin text generated always as (body ->> 'origin') stored,
      add column confidence float8 generated always as ((body ->> 'confidence')::float8) stored,
      add column raw_confidence float8 generated always as (coalesce(body ->> 'rawConfidence', body ->> 'confidence')::float8) stored,
      add column deciding jsonb generated always as (jsonb_path_query_array(body, '${deciding}')) stored`);
    this.addSql(`alter table decision add column action text generated always as (body ->> 'action') stored,
      add column cause text generated always as (body ->> 'cause') stored`);
    this.addSql(`create index record_person on record (tenant_id, incident_id)
      where incident_id is not null and actor_kind in ('human', 'api-key') and stage in ('approve', 'people')`);
  }
}
