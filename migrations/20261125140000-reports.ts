import { Migration } from '@mikro-orm/migrations';

/** Failure reports, kept as they were made. */
export class Reports extends Migration {
  override up(): void {
    this.addSql(`create table report (
      tenant_id text not null references tenant, id text not null, kind text not null, since timestamptz(3) not null, until timestamptz(3) not null,
      total_jobs integer not null, total_errors integer not null, summary jsonb not null, created_by jsonb not null,
      created_at timestamptz(3) not null default now(), primary key (tenant_id, id))`);
    this.addSql('create index report_newest on report (tenant_id, created_at desc, id desc)');
    this.addSql('alter table report enable row level security');
    this.addSql('alter table report force row level security');
    this.addSql(`create policy own_tenant on report using (tenant_id = current_setting('nightshift.tenant', true) or current_setting('nightshift.tenant', true) = '*')
      with check (tenant_id = current_setting('nightshift.tenant', true))`);
    this.addSql('grant select, insert, delete on report to nightshift_app');
  }
}
