import { Migration } from '@mikro-orm/migrations';

const tenantTables = ['rule_set', 'correction', 'suggestion', 'suppression'] as const;

/** Rules that tenants keep themselves, what people corrected, what is suggested from it, and failures that stay silent. */
export class RulesAndCorrections extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table rule add column source text not null default 'own', add column version integer not null default 1,
      add column tags jsonb not null default '[]', add column examples jsonb not null default '[]', add column updated_by text`);
    this.addSql(`alter table rule drop column hits`);
    this.addSql(`create table rule_set (
      tenant_id text primary key references tenant, revision bigint not null, changed_at timestamptz(3) not null default now())`);
    this.addSql(`alter table diagnosis add column rule_id text generated always as
      (jsonb_path_query_first(body, '$.stages[*] ? (@.stage == "rules" && @.outcome == "answered").source') #>> '{}') stored`);
    this.addSql(`alter table diagnosis add column method text generated always as (body ->> 'method') stored`);
    this.addSql(`create index diagnosis_rule on diagnosis (tenant_id, rule_id, at) where rule_id is not null`);
    this.addSql(`create index diagnosis_fingerprint on diagnosis (tenant_id, fingerprint)`);

    this.addSql(`create table correction (
      tenant_id text not null references tenant, id text not null, source text not null, incident_id text, fingerprint text not null,
      platform text not null, text text not null, root_line text not null, masked_root text not null,
      cause_before text, origin_before text, action_before text, cause text not null, origin text not null, action text not null,
      reason text not null, person text not null, actor jsonb not null, import_key text, at timestamptz(3) not null default now(),
      primary key (tenant_id, id))`);
    this.addSql(`create unique index correction_import on correction (tenant_id, import_key) where import_key is not null`);
    this.addSql(`create index correction_time on correction (tenant_id, at desc, id desc)`);
    this.addSql(`create index correction_incident on correction (tenant_id, incident_id) where incident_id is not null`);
    this.addSql(`create table suggestion (
      tenant_id text not null references tenant, id text not null, source text not null, template text not null, pattern text not null, title text not null,
      cause text not null, origin text not null, action text not null, severity text not null, support integer not null, examples jsonb not null,
      state text not null default 'open', reason text, rule_id text, decided_by jsonb, decided_at timestamptz(3),
      created_at timestamptz(3) not null default now(), updated_at timestamptz(3) not null default now(), primary key (tenant_id, id),
      unique (tenant_id, source, template, cause, origin, action))`);
    this.addSql(`create index suggestion_time on suggestion (tenant_id, created_at desc, id desc)`);
    this.addSql(`create table suppression (
      tenant_id text not null references tenant, id text not null, fingerprint text not null, incident_id text not null, reason text not null, actor jsonb not null,
      verdict_before jsonb, failures integer not null default 0, last_failure_at timestamptz(3), created_at timestamptz(3) not null default now(),
      revoked_at timestamptz(3), revoked_by jsonb, primary key (tenant_id, id), foreign key (tenant_id, incident_id) references incident (tenant_id, id))`);
    this.addSql(`create unique index suppression_active on suppression (tenant_id, fingerprint) where revoked_at is null`);
    this.addSql(`alter table job_run add column suppression_id text`);
    this.addSql(`create index job_run_suppressed on job_run (tenant_id, suppression_id, created_at desc) where suppression_id is not null`);
    this.addSql(`create index feedback_time on feedback (tenant_id, at desc, id desc)`);
    this.addSql(`create index feedback_incident on feedback (tenant_id, incident_id)`);

    for (const table of tenantTables) {
      this.addSql(`alter table ${table} enable row level security`);
      this.addSql(`alter table ${table} force row level security`);
      this.addSql(`create policy own_tenant on ${table} using (tenant_id = current_setting('nightshift.tenant', true) or current_setting('nightshift.tenant', true) = '*')
        with check (tenant_id = current_setting('nightshift.tenant', true))`);
      this.addSql(`grant select, insert, update, delete on ${table} to nightshift_app`);
    }
    this.addSql('revoke update, delete on correction from nightshift_app');
    this.addSql('grant delete on confirmed_verdict to nightshift_app');
  }
}
