import { Migration } from '@mikro-orm/migrations';

/** How many requests a case has cost its platform. */
export class PlatformRequests extends Migration {
  override up(): void {
    this.addSql(`create table platform_requests (
      tenant_id text not null references tenant, incident_id text not null, stage text not null, requests integer not null,
      primary key (tenant_id, incident_id, stage), foreign key (tenant_id, incident_id) references incident (tenant_id, id))`);
    this.addSql(`alter table platform_requests enable row level security`);
    this.addSql(`alter table platform_requests force row level security`);
    this.addSql(`create policy own_tenant on platform_requests using (tenant_id = current_setting('nightshift.tenant', true) or current_setting('nightshift.tenant', true) = '*')
      with check (tenant_id = current_setting('nightshift.tenant', true))`);
    this.addSql(`grant select, insert, update on platform_requests to nightshift_app`);
  }
}
