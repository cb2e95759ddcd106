import { Migration } from '@mikro-orm/migrations';

/** Replays and analyses go through diagnoses from the newest backwards. */
export class DiagnosisTime extends Migration {
  override async up(): Promise<void> {
    this.addSql('create index diagnosis_time on diagnosis (tenant_id, at desc, incident_id desc)');
  }
}
