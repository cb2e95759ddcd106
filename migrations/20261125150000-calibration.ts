import { Migration } from '@mikro-orm/migrations';

/** Fits of confidence to what came of verdicts, version by version. The newest row holds; older ones tell what held before. */
export class Calibration extends Migration {
  override up(): void {
    this.addSql(`create table calibration (
      tenant_id text not null references tenant, version bigint generated always as identity, fits jsonb not null, reports jsonb not null,
      options jsonb not null, verdicts integer not null, created_by jsonb not null, created_at timestamptz(3) not null default now(),
      primary key (tenant_id, version))`);
    this.addSql(`alter table calibration enable row level security`);
    this.addSql(`alter table calibration force row level security`);
    this.addSql(`create policy own_tenant on calibration using (tenant_id = current_setting('nightshift.tenant', true) or current_setting('nightshift.tenant', true) = '*')
      with check (tenant_id = current_setting('nightshift.tenant', true))`);
    this.addSql(`grant select, insert on calibration to nightshift_app`);
  }
}
