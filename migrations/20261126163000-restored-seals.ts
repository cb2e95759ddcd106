import { Migration } from '@mikro-orm/migrations';

/** The seals that tell where a record was restored into another cluster are few among many, and looked up at each sealing. */
export class RestoredSeals extends Migration {
  override up(): void {
    this.addSql('create index record_seal_restored on record_seal (tenant_id, number) where lines = 0');
  }
}
