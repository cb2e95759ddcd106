import { Migration } from '@mikro-orm/migrations';

/** Tables that hold a tenant's rows: each gets row-level security and the application role's rights. */
const tenantTables = [
  'application',
  'platform',
  'job',
  'job_run',
  'incident',
  'record',
  'record_seal',
  'evidence',
  'diagnosis',
  'decision',
  'proposal',
  'message',
  'effect',
  'policy',
  'automation_switch',
  'rule',
  'knowledge_entry',
  'confirmed_verdict',
  'feedback',
  'person',
  'api_key',
  'session',
  'idempotent_reply',
] as const;

/** The first schema. Every table carries its tenant in the primary key; times have millisecond precision so that cursors never loop. */
export class FirstSchema extends Migration {
  override up(): void {
    this.addSql('create extension if not exists vector');
    // Roles belong to the whole server: another database of it may be set up at this moment.
    this.addSql(`do $$ begin
      if not exists (select from pg_roles where rolname = 'nightshift_app') then create role nightshift_app nologin; end if;
    exception when duplicate_object or unique_violation then null;
    end $$`);
    this.addSql(`do $$ begin
      grant nightshift_app to current_user;
    exception when unique_violation then null;
    end $$`);

    this.addSql(`create table tenant (id text primary key, name text not null, created_at timestamptz(3) not null default now())`);
    this.addSql(`create table application (
      tenant_id text not null references tenant, id text not null, key text not null, name text not null, owner text,
      created_at timestamptz(3) not null default now(), primary key (tenant_id, id), unique (tenant_id, key))`);
    this.addSql(`create table platform (
      tenant_id text not null references tenant, id text not null, kind text not null, capabilities jsonb not null default '{}',
      connected_at timestamptz(3) not null default now(), sweep_cursor text, swept_at timestamptz(3), sweep_error text, sweep_error_since timestamptz(3),
      primary key (tenant_id, id))`);
    this.addSql(`create table job (
      tenant_id text not null references tenant, id text not null, platform text not null, job_key text not null, name text not null,
      application_id text not null, owner text, criticality text not null default 'normal', expected_errors jsonb not null default '[]',
      tunables jsonb not null default '[]', sla_seconds integer, schedule text, idempotent boolean not null default true,
      declared boolean not null default false, created_at timestamptz(3) not null default now(), updated_at timestamptz(3) not null default now(),
      primary key (tenant_id, id), unique (tenant_id, platform, job_key),
      foreign key (tenant_id, application_id) references application (tenant_id, id))`);
    this.addSql(`create table incident (
      tenant_id text not null references tenant, id text not null, job_id text not null, status text not null default 'DETECTED',
      shadow boolean not null default false, detected_by text not null, severity text not null default 'medium', criticality text not null default 'normal',
      application_id text not null, cause text, origin text, confidence real, method text, fingerprint text, root_cause text,
      action text, risk_tier text, generation integer not null default 1, round integer not null default 1,
      attempts integer not null default 0, actions integer not null default 0, owner text, acknowledged_by text, acknowledged_at timestamptz(3),
      taken_over_by text, deadline_at timestamptz(3), proposal_id text, held_reason text, resolved_by text, resolution text,
      opened_at timestamptz(3) not null default now(), updated_at timestamptz(3) not null default now(), closed_at timestamptz(3),
      lease_until timestamptz(3), checked_at timestamptz(3),
      primary key (tenant_id, id), foreign key (tenant_id, job_id) references job (tenant_id, id))`);
    this.addSql(`create index incident_opened on incident (tenant_id, opened_at desc, id desc)`);
    this.addSql(`create index incident_status on incident (tenant_id, status, opened_at desc)`);
    this.addSql(`create index incident_job on incident (tenant_id, job_id, opened_at desc)`);
    this.addSql(`create index incident_fingerprint on incident (tenant_id, fingerprint, opened_at desc)`);
    this.addSql(`create index incident_open on incident (tenant_id, lease_until nulls first) where closed_at is null`);
    this.addSql(`create table job_run (
      tenant_id text not null references tenant, id text not null, job_id text not null, platform text not null, job_key text not null,
      run_key text not null, try integer, attempt integer not null default 0, submission_key text, state text not null, parameters jsonb not null default '{}',
      started_at timestamptz(3), finished_at timestamptz(3), exit_code integer, signal text, reason text, url text, incident_id text,
      seen_by text not null, created_at timestamptz(3) not null default now(), updated_at timestamptz(3) not null default now(),
      primary key (tenant_id, id), unique nulls not distinct (tenant_id, platform, job_key, run_key, try),
      foreign key (tenant_id, job_id) references job (tenant_id, id),
      foreign key (tenant_id, incident_id) references incident (tenant_id, id) deferrable initially deferred)`);
    this.addSql(`create unique index job_run_submission on job_run (tenant_id, submission_key) where submission_key is not null`);
    this.addSql(`create index job_run_incident on job_run (tenant_id, incident_id, attempt)`);
    this.addSql(`create index job_run_job on job_run (tenant_id, job_id, created_at desc)`);

    this.addSql(`create table record (
      tenant_id text not null references tenant, id bigint generated always as identity, xid xid8 not null default pg_current_xact_id(),
      incident_id text, step_key text, kind text not null, stage text not null, actor_kind text not null, actor_id text not null, actor_name text not null,
      summary text not null, detail jsonb not null default '{}', at timestamptz(3) not null default now(), duration_ms integer,
      primary key (tenant_id, id))`);
    this.addSql(`create unique index record_step on record (tenant_id, step_key) where step_key is not null`);
    this.addSql(`create index record_incident on record (tenant_id, incident_id, id)`);
    this.addSql(`create index record_feed on record (tenant_id, xid, id)`);
    this.addSql(`create table record_seal (
      tenant_id text not null references tenant, number integer not null, first_id bigint not null, up_to_xid xid8 not null, up_to_id bigint not null,
      lines integer not null, previous_hash text not null, hash text not null, at timestamptz(3) not null default now(),
      primary key (tenant_id, number))`);

    this.addSql(`create table evidence (
      tenant_id text not null references tenant, id text not null, incident_id text not null, round integer not null, kind text not null,
      content text not null, note text, at timestamptz(3) not null default now(),
      primary key (tenant_id, id), unique (tenant_id, incident_id, round, kind))`);
    this.addSql(`create index evidence_age on evidence (tenant_id, at)`);
    this.addSql(`create table diagnosis (
      tenant_id text not null references tenant, incident_id text not null, round integer not null, fingerprint text not null, body jsonb not null,
      at timestamptz(3) not null default now(), primary key (tenant_id, incident_id, round))`);
    this.addSql(`create table decision (
      tenant_id text not null references tenant, incident_id text not null, round integer not null, revision integer not null, body jsonb not null,
      policy_version bigint not null, at timestamptz(3) not null default now(), primary key (tenant_id, incident_id, round, revision))`);
    this.addSql(`create table proposal (
      tenant_id text not null references tenant, id text not null, incident_id text not null, round integer not null, revision integer not null,
      hash text not null, content jsonb not null, state text not null default 'open', stage text not null default 'asked', asked jsonb not null default '[]',
      created_at timestamptz(3) not null default now(), reminder_at timestamptz(3), reroute_at timestamptz(3), expires_at timestamptz(3) not null,
      decided_by jsonb, decided_at timestamptz(3), reason text, final jsonb,
      primary key (tenant_id, id), unique (tenant_id, incident_id, round, revision))`);
    this.addSql(`create index proposal_open on proposal (tenant_id, expires_at) where state = 'open'`);
    this.addSql(`create table message (
      tenant_id text not null references tenant, id text not null, incident_id text not null, kind text not null, payload jsonb not null, actor jsonb not null,
      state text not null default 'pending', result jsonb, created_at timestamptz(3) not null default now(), settled_at timestamptz(3),
      next_delivery_at timestamptz(3) not null default now() + interval '15 seconds', deliveries integer not null default 0,
      primary key (tenant_id, id))`);
    this.addSql(`create index message_pending on message (tenant_id, next_delivery_at) where state = 'pending'`);
    this.addSql(`create table effect (
      tenant_id text not null references tenant, key text not null, incident_id text not null, round integer not null, kind text not null,
      state text not null, target text not null, request jsonb not null, request_hash text not null, response jsonb, external_id text,
      automatic boolean not null, fingerprint text, sends integer not null default 0, claimed_at timestamptz(3) not null default now(),
      settled_at timestamptz(3), outcome text, outcome_at timestamptz(3), primary key (tenant_id, key))`);
    this.addSql(`create index effect_incident on effect (tenant_id, incident_id, claimed_at)`);
    this.addSql(`create index effect_hour on effect (tenant_id, claimed_at) where kind = 'submission' and automatic`);
    this.addSql(`create index effect_target on effect (tenant_id, target, outcome_at)`);
    this.addSql(`create index effect_fingerprint on effect (tenant_id, fingerprint) where fingerprint is not null`);

    this.addSql(`create table policy (
      tenant_id text not null references tenant, version bigint generated always as identity, scope text not null, body jsonb not null,
      created_by jsonb not null, created_at timestamptz(3) not null default now(), note text, primary key (tenant_id, version))`);
    this.addSql(`create index policy_scope on policy (tenant_id, scope, version desc)`);
    this.addSql(`create table automation_switch (
      tenant_id text primary key references tenant, stopped boolean not null, reason text, changed_by jsonb not null, changed_at timestamptz(3) not null default now())`);
    this.addSql(`create table rule (
      tenant_id text not null references tenant, id text not null, title text not null, pattern text not null, cause text not null, origin text not null,
      severity text not null, action text not null, confidence real not null, kind text not null, priority integer not null default 0,
      platforms jsonb, advice text, enabled boolean not null default true, hits integer not null default 0, created_by text not null,
      created_at timestamptz(3) not null default now(), updated_at timestamptz(3) not null default now(), primary key (tenant_id, id))`);
    this.addSql(`create table knowledge_entry (
      tenant_id text not null references tenant, id text not null, title text not null, symptom text not null, explanation text not null, solution text not null,
      fingerprint text, state text not null, source_incident_id text, author text not null,
      created_at timestamptz(3) not null default now(), updated_at timestamptz(3) not null default now(), primary key (tenant_id, id))`);
    this.addSql(`create table confirmed_verdict (
      tenant_id text not null references tenant, fingerprint text not null, cause text not null, origin text not null, action text not null,
      confirmed_by text not null, actor jsonb not null, incident_id text not null, reason text not null, at timestamptz(3) not null default now(),
      primary key (tenant_id, fingerprint))`);
    this.addSql(`create table feedback (
      tenant_id text not null references tenant, id text not null, incident_id text not null, kind text not null, body jsonb not null, actor jsonb not null,
      at timestamptz(3) not null default now(), primary key (tenant_id, id), foreign key (tenant_id, incident_id) references incident (tenant_id, id))`);
    this.addSql(`create table person (
      tenant_id text not null references tenant, id text not null, name text not null, email text, role text not null, disabled boolean not null default false,
      created_at timestamptz(3) not null default now(), primary key (tenant_id, id), unique (tenant_id, email))`);
    this.addSql(`create table api_key (
      tenant_id text not null references tenant, id text not null, name text not null, hash text not null, role text not null, created_by text not null,
      created_at timestamptz(3) not null default now(), last_used_at timestamptz(3), expires_at timestamptz(3), revoked_at timestamptz(3),
      primary key (tenant_id, id), unique (id))`);
    this.addSql(`create table session (
      tenant_id text not null references tenant, id text not null, person_id text not null, csrf_token text not null,
      created_at timestamptz(3) not null default now(), expires_at timestamptz(3) not null, primary key (tenant_id, id), unique (id),
      foreign key (tenant_id, person_id) references person (tenant_id, id))`);
    this.addSql(`create table idempotent_reply (
      tenant_id text not null references tenant, key text not null, request_hash text not null, status integer, body jsonb,
      created_at timestamptz(3) not null default now(), primary key (tenant_id, key))`);

    for (const table of tenantTables) {
      this.addSql(`alter table ${table} enable row level security`);
      this.addSql(`alter table ${table} force row level security`);
      this.addSql(`create policy own_tenant on ${table} using (tenant_id = current_setting('nightshift.tenant', true) or current_setting('nightshift.tenant', true) = '*')
        with check (tenant_id = current_setting('nightshift.tenant', true))`);
      this.addSql(`grant select, insert, update, delete on ${table} to nightshift_app`);
    }
    this.addSql('grant select, insert on tenant to nightshift_app');
    this.addSql('revoke update, delete on record, record_seal, policy, confirmed_verdict from nightshift_app');
    this.addSql('grant update on confirmed_verdict to nightshift_app');
    this.addSql(`insert into tenant (id, name) values ('default', 'Default')`);
  }
}
