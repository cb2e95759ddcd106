import { Migration } from '@mikro-orm/migrations';

const tenantTables = ['model_call', 'model_claim', 'model_budget'] as const;

/** What models were asked and answered, who may ask about a fingerprint at the moment, and what was spent per UTC day. */
export class ModelCalls extends Migration {
  override up(): void {
    this.addSql(`create table model_call (
      tenant_id text not null references tenant, id text not null, purpose text not null, key text not null, prompt_hash text not null, fingerprint text,
      prompt_version text not null, provider text not null, model text not null, prompt text, answer jsonb, outcome text, hint text,
      tokens_in integer not null default 0, tokens_out integer not null default 0, cost_micros bigint not null default 0,
      reserved_tokens integer not null, reserved_micros bigint not null, calls integer not null default 0, duration_ms integer, incident_id text,
      at timestamptz(3) not null default now(), settled_at timestamptz(3), primary key (tenant_id, id))`);
    this.addSql(`create index model_call_recent on model_call (tenant_id, at desc, id desc)`);
    this.addSql(`create index model_call_answered on model_call (tenant_id, prompt_hash, at desc) where outcome = 'answered'`);
    this.addSql(`create index model_call_incident on model_call (tenant_id, incident_id, at)`);
    this.addSql(`create table model_claim (
      tenant_id text not null references tenant, key text not null, call_id text not null, holder text not null,
      lease_until timestamptz(3) not null, valid_until timestamptz(3), primary key (tenant_id, key))`);
    this.addSql(`create table model_budget (
      tenant_id text not null references tenant, day date not null, tokens bigint not null default 0, cost_micros bigint not null default 0,
      primary key (tenant_id, day))`);

    for (const table of tenantTables) {
      this.addSql(`alter table ${table} enable row level security`);
      this.addSql(`alter table ${table} force row level security`);
      this.addSql(`create policy own_tenant on ${table} using (tenant_id = current_setting('nightshift.tenant', true) or current_setting('nightshift.tenant', true) = '*')
        with check (tenant_id = current_setting('nightshift.tenant', true))`);
      this.addSql(`grant select, insert, update, delete on ${table} to nightshift_app`);
    }
  }
}
