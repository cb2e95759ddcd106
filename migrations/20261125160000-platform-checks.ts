import { Migration } from '@mikro-orm/migrations';

/** What is known of the connection to a platform, and how its actions stay exactly once. */
export class PlatformChecks extends Migration {
  override up(): void {
    this.addSql(`alter table platform add column findings jsonb not null default '[]', add column guarantees jsonb not null default '[]',
      add column checked_at timestamptz(3)`);
  }
}
