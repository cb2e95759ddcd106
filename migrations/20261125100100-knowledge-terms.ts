import { Migration } from '@mikro-orm/migrations';

/**
 * Words of entries under equality, which row-level security lets indexes serve; full-text operators it does not, and a search would read
 * every entry. Triggers keep the words in step with `knowledge_entry.terms`.
 */
export class KnowledgeTerms extends Migration {
  override up(): void {
    this.addSql('drop index knowledge_entry_terms');
    this.addSql(`create table knowledge_term (
      tenant_id text not null references tenant, term text not null, entry_id text not null, primary key (tenant_id, term, entry_id),
      foreign key (tenant_id, entry_id) references knowledge_entry (tenant_id, id) on delete cascade)`);
    this.addSql('create index knowledge_term_entry on knowledge_term (tenant_id, entry_id)');
    this.addSql('alter table knowledge_term enable row level security');
    this.addSql('alter table knowledge_term force row level security');
    this.addSql(`create policy own_tenant on knowledge_term
      using (tenant_id = current_setting('nightshift.tenant', true) or current_setting('nightshift.tenant', true) = '*')
      with check (tenant_id = current_setting('nightshift.tenant', true))`);
    this.addSql('grant select, insert, update, delete on knowledge_term to nightshift_app');
    this.addSql(`create function knowledge_terms_added() returns trigger language plpgsql as $$ begin
      insert into knowledge_term (tenant_id, term, entry_id) select c.tenant_id, term, c.id from changed c, unnest(tsvector_to_array(c.terms)) as term
        on conflict do nothing;
      return null;
    end $$`);
    this.addSql(`create trigger knowledge_terms_added after insert on knowledge_entry referencing new table as changed
      for each statement execute function knowledge_terms_added()`);
    this.addSql(`create function knowledge_terms_updated() returns trigger language plpgsql as $$ begin
      delete from knowledge_term t using changed c, before b where t.tenant_id = c.tenant_id and t.entry_id = c.id
        and b.tenant_id = c.tenant_id and b.id = c.id and b.terms is distinct from c.terms;
      insert into knowledge_term (tenant_id, term, entry_id)
        select c.tenant_id, term, c.id from changed c join before b on b.tenant_id = c.tenant_id and b.id = c.id and b.terms is distinct from c.terms,
          unnest(tsvector_to_array(c.terms)) as term on conflict do nothing;
      return null;
    end $$`);
    this.addSql(`create trigger knowledge_terms_updated after update on knowledge_entry referencing old table as before new table as changed
      for each statement execute function knowledge_terms_updated()`);
    this.addSql(
      `insert into knowledge_term (tenant_id, term, entry_id) select tenant_id, term, id from knowledge_entry, unnest(tsvector_to_array(terms)) as term`,
    );
  }
}
