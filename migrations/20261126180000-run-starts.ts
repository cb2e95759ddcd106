import { Migration } from '@mikro-orm/migrations';

/** Starts by hand or by schedule on platforms that would start a second run for the same key. */
export class RunStarts extends Migration {
  override up(): void {
    this.addSql(`create table run_start (
      tenant_id text not null references tenant, key text not null, platform text not null, job_key text not null, state text not null,
      run_key text, message text, claimed_at timestamptz(3) not null default now(), primary key (tenant_id, key))`);
    this.addSql(`alter table run_start enable row level security`);
    this.addSql(`alter table run_start force row level security`);
    this.addSql(`create policy own_tenant on run_start using (tenant_id = current_setting('nightshift.tenant', true) or current_setting('nightshift.tenant', true) = '*')
      with check (tenant_id = current_setting('nightshift.tenant', true))`);
    this.addSql(`grant select, insert, update, delete on run_start to nightshift_app`);
  }
}
