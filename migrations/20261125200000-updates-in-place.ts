import { Migration } from '@mikro-orm/migrations';

/**
 * A case's row changes half a dozen times in its life, an effect's three times. Columns that change on the way leave the indexes (the last
 * one with `ClosedAs`), and pages keep room for the next version, so that PostgreSQL changes rows in place (heap-only tuples) instead of
 * writing anew into each index.
 */
export class UpdatesInPlace extends Migration {
  override up(): void {
    this.addSql('drop index incident_status');
    this.addSql('drop index incident_open');
    this.addSql('create index incident_open on incident (tenant_id, opened_at desc) where closed_at is null');
    this.addSql('create index incident_closed on incident (tenant_id, status, opened_at desc) where closed_at is not null');
    this.addSql('drop index effect_target');
    this.addSql('create index effect_target on effect (tenant_id, target, claimed_at)');
    for (const table of ['incident', 'effect', 'job_run']) this.addSql(`alter table ${table} set (fillfactor = 70)`);
  }
}
