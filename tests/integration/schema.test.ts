import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stewardActor } from '../../domain/people/actor.ts';
import { migrations, requireSchema, SchemaTooOldError } from '../../store/database.ts';
import { everyTenant } from '../../store/tx.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
const sql = (text: string) => database.orm.em.getConnection().execute<Record<string, string>[]>(text);

beforeAll(async () => void (database = await openTestDatabase()));
afterAll(() => database.close());

describe('migrations', () => {
  it('went from empty to head', async () => {
    expect((await database.orm.migrator.getExecuted()).map((migration) => migration.name)).toEqual(
      migrations.map((migration) => migration.name),
    );
    await requireSchema(database.orm);
  });

  it('do nothing the second time', async () => {
    const columns = 'select table_name, column_name, data_type from information_schema.columns order by 1, 2';
    const before = await sql(columns);
    expect(await database.orm.migrator.up()).toEqual([]);
    expect(await sql(columns)).toEqual(before);
  });

  it('are asked for where they are missing', async () => {
    const [newest] = await sql(`delete from mikro_orm_migrations where id = (select max(id) from mikro_orm_migrations) returning name`);
    await expect(requireSchema(database.orm)).rejects.toThrow(SchemaTooOldError);
    await sql(`insert into mikro_orm_migrations (name) values ('${newest?.['name']}')`);
    await requireSchema(database.orm);
  });
});

describe('indexes of rows that change often', () => {
  // PostgreSQL writes anew into every index of a row when a column changes that any of them mentions, in its condition too.
  it.each([
    ['incident', ['status', 'lease_until', 'updated_at', 'round', 'attempts', 'actions', 'action', 'generation']],
    ['effect', ['state', 'outcome', 'outcome_at', 'settled_at', 'response', 'external_id', 'sends']],
  ])('of %s mention no column that changes on the way', async (table, columns) => {
    const definitions = await sql(`select indexdef from pg_indexes where tablename = '${table}'`);
    expect(definitions.length).toBeGreaterThan(3);
    const mentioned = columns.filter((column) => definitions.some(({ indexdef = '' }) => new RegExp(`[( ,]${column}[), ]`).test(indexdef)));
    expect(mentioned).toEqual([]);
  });
});

describe('schema and entities', () => {
  /** Changes of columns that the entities would ask for; names of constraints and indexes are the migrations' own. */
  const disagreements = async (): Promise<string[]> => {
    const wanted = await database.orm.schema.getUpdateSchemaSQL({ wrap: false, dropTables: false });
    return wanted
      .split(/;\s*\n/)
      .map((statement) => statement.trim())
      .filter((statement) => /\b(add|alter|drop|rename) column\b|^create table/i.test(statement));
  };

  it('agree', async () => expect(await disagreements()).toEqual([]));

  it.each([
    ['type', 'alter table rule alter column priority type bigint', 'alter table rule alter column priority type integer'],
    ['nullability', 'alter table person alter column email set not null', 'alter table person alter column email drop not null'],
    ['missing column', 'alter table application rename column owner to keeper', 'alter table application rename column keeper to owner'],
    ['further column', 'alter table api_key add column extra text', 'alter table api_key drop column extra'],
    [
      'precision',
      'alter table tenant alter column created_at type timestamptz',
      'alter table tenant alter column created_at type timestamptz(3)',
    ],
  ])('are found to disagree in a %s', async (_what, change, undo) => {
    await sql(change);
    expect(await disagreements()).not.toEqual([]);
    await sql(undo);
    expect(await disagreements()).toEqual([]);
  });
});

describe('every table', () => {
  it('keeps times to the millisecond, so that a cursor never loops', async () => {
    const wrong = await sql(
      `select table_name, column_name, data_type, datetime_precision from information_schema.columns where table_schema = 'public'
       and data_type like 'timestamp%' and table_name <> 'mikro_orm_migrations' and (data_type <> 'timestamp with time zone' or datetime_precision <> 3)`,
    );
    expect(wrong).toEqual([]);
  });

  it('with a tenant has row-level security that holds for its owner too, and the tenant in its primary key', async () => {
    const open = await sql(
      `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
       left join pg_index k on k.indrelid = c.oid and k.indisprimary
       where n.nspname = 'public' and c.relkind = 'r' and not (c.relrowsecurity and c.relforcerowsecurity and a.attnum = any(k.indkey::int2[]))`,
    );
    expect(open).toEqual([]);
    const guarded = await sql(`select relname from pg_class where relrowsecurity`);
    expect(guarded.length).toBeGreaterThan(20);
  });
});

describe('row-level security', () => {
  const rule = (tenant: string, id: string) =>
    `insert into rule (tenant_id, id, title, pattern, cause, origin, severity, action, confidence, kind, created_by)
     values ('${tenant}', '${id}', 't', 'p', 'DATA', 'UNKNOWN', 'low', 'SEND_EMAIL', 0.9, 'k', 'me')`;
  const rules = (tenant: string) =>
    database.transact(tenant, stewardActor, (tx) => tx.rows<{ id: string }>('select id from rule order by id'));

  beforeAll(async () => {
    await sql(`insert into tenant (id, name) values ('one', 'One'), ('two', 'Two')`);
    for (const tenant of ['one', 'two']) await database.transact(tenant, stewardActor, (tx) => tx.rows(rule(tenant, `of-${tenant}`)));
  });

  it('shows a tenant its own rows only, also without a condition in the query', async () => {
    expect(await rules('one')).toEqual([{ id: 'of-one' }]);
    expect(await rules('two')).toEqual([{ id: 'of-two' }]);
    expect(await rules('three')).toEqual([]);
  });

  it('holds for entities in the same transaction', async () => {
    const titles = await database.transact('one', stewardActor, (tx) => tx.em.find('Rule' as never, {}));
    expect(titles).toMatchObject([{ tenantId: 'one', id: 'of-one' }]);
  });

  it("refuses a foreign tenant's insert, and changes none of its rows", async () => {
    await expect(database.transact('one', stewardActor, (tx) => tx.rows(rule('two', 'smuggled')))).rejects.toThrow(/row-level security/);
    await database.transact('one', stewardActor, (tx) => tx.rows(`update rule set title = 'mine now'`));
    await database.transact('one', stewardActor, (tx) => tx.rows(`delete from rule where tenant_id = 'two'`));
    expect(await database.transact('two', stewardActor, (tx) => tx.rows('select id, title from rule'))).toEqual([
      { id: 'of-two', title: 't' },
    ]);
  });

  it('lets the loops over all tenants read everything and write nothing', async () => {
    expect(await rules(everyTenant)).toEqual([{ id: 'of-one' }, { id: 'of-two' }]);
    await expect(database.transact(everyTenant, stewardActor, (tx) => tx.rows(rule('one', 'by-nobody')))).rejects.toThrow(
      /row-level security/,
    );
    await expect(database.transact(everyTenant, stewardActor, (tx) => tx.rows(`update rule set title = 'x'`))).rejects.toThrow(
      /row-level security/,
    );
  });

  it('leaves no trace of a transaction in the connection', async () => {
    await rules('one');
    const [now] = await sql(`select current_setting('nightshift.tenant', true) as tenant, current_user as role`);
    expect(now?.['tenant'] ?? '').toBe('');
    expect(now?.['role']).not.toBe('nightshift_app');
  });
});
