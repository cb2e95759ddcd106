import { Migration } from '@mikro-orm/migrations';

const tenantTables = ['past_incident', 'data_cleaning', 'learning_settings'] as const;

/** What people teach from their own history, how it was cleaned, and when the product may learn by itself. */
export class Teaching extends Migration {
  override up(): void {
    this.addSql(`create table past_incident (
      tenant_id text not null references tenant, id text not null, digest text not null, occurred_at timestamptz(3) not null, timestamp_text text not null,
      title text not null, description text not null, service text not null, severity text not null, resolution_seconds real, solution text not null,
      tags jsonb not null default '[]', success boolean not null, category text, entry_id text, removed boolean not null default false, source text,
      created_at timestamptz(3) not null default now(), primary key (tenant_id, id), unique (tenant_id, digest),
      foreign key (tenant_id, entry_id) references knowledge_entry (tenant_id, id))`);
    this.addSql(`create index past_incident_unlearned on past_incident (tenant_id, id) where entry_id is null and not removed`);
    this.addSql(`create table data_cleaning (
      tenant_id text not null references tenant, id text not null, steps jsonb not null, changes jsonb not null, actor jsonb not null,
      at timestamptz(3) not null default now(), undone_at timestamptz(3), undone_by jsonb, primary key (tenant_id, id))`);
    this.addSql(`create table learning_settings (
      tenant_id text not null references tenant, version integer not null, body jsonb not null, created_by jsonb not null, note text,
      created_at timestamptz(3) not null default now(), primary key (tenant_id, version))`);

    for (const table of tenantTables) {
      this.addSql(`alter table ${table} enable row level security`);
      this.addSql(`alter table ${table} force row level security`);
      this.addSql(`create policy own_tenant on ${table} using (tenant_id = current_setting('nightshift.tenant', true) or current_setting('nightshift.tenant', true) = '*')
        with check (tenant_id = current_setting('nightshift.tenant', true))`);
      this.addSql(`grant select, insert, update, delete on ${table} to nightshift_app`);
    }
    this.addSql('revoke update, delete on learning_settings from nightshift_app');
  }
}
