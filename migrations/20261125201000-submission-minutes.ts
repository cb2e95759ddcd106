import { Migration } from '@mikro-orm/migrations';

/** Automatic submissions by minute, for the hourly limit. */
export class SubmissionMinutes extends Migration {
  override up(): void {
    this.addSql(`create table submission_minute (
      tenant_id text not null references tenant, minute timestamptz(3) not null, submissions integer not null, primary key (tenant_id, minute))`);
    this.addSql(`insert into submission_minute (tenant_id, minute, submissions)
      select tenant_id, date_trunc('minute', claimed_at), count(*) from effect
      where kind = 'submission' and automatic and state <> 'refused' and claimed_at > now() - interval '2 hours' group by 1, 2`);
    this.addSql('drop index effect_hour');
    this.addSql(`alter table submission_minute enable row level security`);
    this.addSql(`alter table submission_minute force row level security`);
    this.addSql(`create policy own_tenant on submission_minute using (tenant_id = current_setting('nightshift.tenant', true) or current_setting('nightshift.tenant', true) = '*')
      with check (tenant_id = current_setting('nightshift.tenant', true))`);
    this.addSql(`grant select, insert, update, delete on submission_minute to nightshift_app`);
  }
}
