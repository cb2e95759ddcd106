import { Migration } from '@mikro-orm/migrations';

const tenantTables = ['knowledge_state', 'knowledge_vector', 'knowledge_comment', 'knowledge_confidence', 'knowledge_use'] as const;
/** Lengths of vectors that get an index of their own; others are searched exactly. */
const indexedDimensions = [512, 768, 1024, 1536, 3072] as const;

/** Entries with their record of success, vectors beside them in a narrow table, and which entries each case consulted. */
export class KnowledgeBase extends Migration {
  override up(): void {
    this.addSql(`alter table knowledge_entry
      add column collection text not null default 'solutions', add column category text, add column tags jsonb not null default '[]',
      add column patterns jsonb not null default '[]', add column cause text, add column origin text, add column action text, add column severity text,
      add column service text, add column confidence real not null default 0.85, add column provenance text not null default 'person',
      add column parent_id text, add column edited_by text, add column uses integer not null default 0, add column successes integer not null default 0,
      add column failures integer not null default 0, add column resolution_seconds real, add column last_used_at timestamptz(3),
      add column version integer not null default 1, add column terms tsvector not null default ''`);
    this.addSql(`update knowledge_entry set collection = 'incidents', provenance = 'incident' where source_incident_id is not null`);
    this.addSql(`create index knowledge_entry_terms on knowledge_entry using gin (terms)`);
    this.addSql(`create index knowledge_entry_recent on knowledge_entry (tenant_id, updated_at desc, id desc)`);
    this.addSql(`create index knowledge_entry_fingerprint on knowledge_entry (tenant_id, fingerprint) where fingerprint is not null`);
    this.addSql(`create index knowledge_entry_parent on knowledge_entry (tenant_id, parent_id) where parent_id is not null`);

    this.addSql(`create table knowledge_state (
      tenant_id text primary key references tenant, generation bigint not null default 0, entries integer not null default 0, embed_error text,
      updated_at timestamptz(3) not null default now())`);
    this.addSql(`create table knowledge_vector (
      tenant_id text not null references tenant, entry_id text not null, model text not null, dimensions integer not null, embedding halfvec not null,
      state text not null, collection text not null, primary key (tenant_id, entry_id),
      foreign key (tenant_id, entry_id) references knowledge_entry (tenant_id, id) on delete cascade)`);
    for (const length of indexedDimensions)
      this.addSql(`create index knowledge_vector_${length} on knowledge_vector using hnsw ((embedding::halfvec(${length})) halfvec_cosine_ops)
        where dimensions = ${length}`);
    this.addSql(`create table knowledge_comment (
      tenant_id text not null references tenant, id text not null, entry_id text not null, text text not null, actor jsonb not null,
      at timestamptz(3) not null default now(), primary key (tenant_id, id),
      foreign key (tenant_id, entry_id) references knowledge_entry (tenant_id, id))`);
    this.addSql(`create index knowledge_comment_entry on knowledge_comment (tenant_id, entry_id, at)`);
    this.addSql(`create table knowledge_confidence (
      tenant_id text not null references tenant, id text not null, entry_id text not null, before real not null, after real not null, reason text not null,
      actor jsonb not null, at timestamptz(3) not null default now(), primary key (tenant_id, id),
      foreign key (tenant_id, entry_id) references knowledge_entry (tenant_id, id))`);
    this.addSql(`create index knowledge_confidence_entry on knowledge_confidence (tenant_id, entry_id, at)`);
    this.addSql(`create table knowledge_use (
      tenant_id text not null references tenant, incident_id text not null, round integer not null, entry_id text not null, place integer not null,
      score real not null, parts jsonb not null, decided boolean not null, settled text, at timestamptz(3) not null default now(),
      primary key (tenant_id, incident_id, round, entry_id))`);
    this.addSql(`create index knowledge_use_entry on knowledge_use (tenant_id, entry_id, at)`);

    for (const table of tenantTables) {
      this.addSql(`alter table ${table} enable row level security`);
      this.addSql(`alter table ${table} force row level security`);
      this.addSql(`create policy own_tenant on ${table} using (tenant_id = current_setting('nightshift.tenant', true) or current_setting('nightshift.tenant', true) = '*')
        with check (tenant_id = current_setting('nightshift.tenant', true))`);
      this.addSql(`grant select, insert, update, delete on ${table} to nightshift_app`);
    }
    this.addSql('revoke update, delete on knowledge_confidence from nightshift_app');
  }
}
