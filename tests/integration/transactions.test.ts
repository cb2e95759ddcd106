import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stewardActor } from '../../domain/people/actor.ts';
import { openDatabase } from '../../store/database.ts';
import { createTransact, type Transact, type Tx } from '../../store/tx.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
const sql = (text: string) => database.orm.em.getConnection().execute(text);
const transact = <Value>(work: (tx: Tx) => Promise<Value>) => database.transact('default', stewardActor, work);
const addPerson = (tx: Tx, id: string) =>
  tx.rows(`insert into person (tenant_id, id, name, role) values ($1, $2, $2, 'viewer')`, [tx.tenant, id]);
const people = async () => (await transact((tx) => tx.rows<{ id: string }>('select id from person order by id'))).map((row) => row.id);

beforeAll(async () => void (database = await openTestDatabase({ pool: 4 })));
afterAll(() => database.close());

describe('a transaction', () => {
  it('keeps all or nothing, also of statements that travel together', async () => {
    const together = transact((tx) => Promise.all([addPerson(tx, 'kept-not'), addPerson(tx, 'kept-not'), addPerson(tx, 'neither')]));
    await expect(together).rejects.toThrow(/duplicate key/);
    expect(await people()).toEqual([]);
    await transact((tx) => Promise.all([addPerson(tx, 'kept'), addPerson(tx, 'too')]));
    expect(await people()).toEqual(['kept', 'too']);
  });

  it('runs statements in the order in which they were started', async () => {
    const [, before, , after] = await transact((tx) =>
      Promise.all([
        addPerson(tx, 'first'),
        tx.one<{ count: string }>('select count(*) from person'),
        addPerson(tx, 'second'),
        tx.one<{ count: string }>('select count(*) from person'),
      ]),
    );
    expect(Number(after.count) - Number(before.count)).toBe(1);
  });

  it('fails with what failed first, whichever failure is noticed first, and so is run again where the database asks for it', async () => {
    const refuse = (tx: Tx, code: string) => tx.one(`do $$ begin raise exception 'the first' using errcode = '${code}'; end $$`);
    const together = (code: string) => transact((tx) => Promise.all([refuse(tx, code), tx.rows('select 1'), addPerson(tx, 'after')]));
    await expect(together('P0001')).rejects.toThrow('the first');
    let attempts = 0;
    await transact((tx) => Promise.all([++attempts === 1 ? refuse(tx, '40001') : addPerson(tx, 'again'), tx.rows('select 1')]));
    expect(attempts).toBe(2);
    expect(await people()).toContain('again');
    await transact((tx) => tx.rows(`delete from person where id = 'again'`));
  });

  it('keeps texts that were cut in the middle of a character', async () => {
    const half = '🚀'.slice(0, 1);
    const read = (json: string) => transact((tx) => tx.one('select $1::text as plain, $2::jsonb as json', [`cut ${half}`, json]));
    expect(await read(JSON.stringify({ cut: half, printed: '\\ud83d' }))).toEqual({
      plain: 'cut \ufffd',
      json: { cut: '\ufffd', printed: '\\ud83d' },
    });
  });

  it('gives its connection back after a failure, many times more often than there are connections', async () => {
    for (let turn = 0; turn < 20; turn++) await expect(transact((tx) => tx.rows('select 1 / 0'))).rejects.toThrow(/division by zero/);
    for (let turn = 0; turn < 20; turn++) await expect(transact(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
    expect(await Promise.all(Array.from({ length: 20 }, () => transact((tx) => tx.one('select 1 as one'))))).toHaveLength(20);
  });

  it('lets nothing through that is asked after it has failed, when its connection serves others', async () => {
    let straggler: Promise<unknown> | undefined;
    const failing = transact(async (tx) => {
      straggler = failing.catch(() => addPerson(tx, 'straggler'));
      await tx.rows('select 1 / 0');
    });
    await expect(failing).rejects.toThrow(/division by zero/);
    await expect(straggler).rejects.toThrow('finished');
    expect(await people()).not.toContain('straggler');
  });

  it('lets no entity through either', async () => {
    let straggler: Promise<unknown> | undefined;
    const failing = transact(async (tx) => {
      const { em } = tx;
      straggler = failing.catch(() => em.find('Person' as never, {}));
      await tx.rows('select 1 / 0');
    });
    await expect(failing).rejects.toThrow(/division by zero/);
    await expect(straggler).rejects.toThrow('finished');
  });

  it('keeps nothing when parameters could not be written and nobody minded', async () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    const swallowed = transact(async (tx) => {
      await addPerson(tx, 'beside-a-circle');
      await tx.rows('select $1::text', [circle]).catch(() => undefined);
    });
    await expect(swallowed).rejects.toThrow('rolled back');
    expect(await people()).not.toContain('beside-a-circle');
  });

  it('sends entities and statements in their order', async () => {
    const seen = await transact(async (tx) => {
      const added = addPerson(tx, 'before-entities');
      const found = await tx.em.findOne('Person' as never, { tenantId: 'default', id: 'before-entities' } as never);
      await added;
      return found;
    });
    expect(seen).not.toBeNull();
  });

  it('holds entities and statements together', async () => {
    const failing = transact(async (tx) => {
      tx.em.create('Person' as never, { tenantId: 'default', id: 'by-entity', name: 'E', role: 'viewer' } as never);
      await tx.em.flush();
      expect(await tx.rows(`select 1 from person where id = 'by-entity'`)).toHaveLength(1);
      throw new Error('undo');
    });
    await expect(failing).rejects.toThrow('undo');
    expect(await people()).not.toContain('by-entity');
    await transact(
      async (tx) => void tx.em.create('Person' as never, { tenantId: 'default', id: 'by-entity', name: 'E', role: 'viewer' } as never),
    );
    expect(await people()).toContain('by-entity');
  });

  it('is committed along with its last statements, which none may follow', async () => {
    const [, seen] = await transact((tx) =>
      tx.finish([addPerson(tx, 'last'), tx.rows<{ id: string }>(`select id from person where id = 'last'`)]),
    );
    expect(seen).toEqual([{ id: 'last' }]);
    expect(await people()).toContain('last');
    const late = transact(async (tx) => {
      await tx.finish([tx.rows('select 1')]);
      await addPerson(tx, 'late');
    });
    await expect(late).rejects.toThrow('finished');
    expect(await people()).not.toContain('late');
  });

  it('keeps nothing when one of its last statements fails', async () => {
    const failing = transact(async (tx) => {
      await addPerson(tx, 'before-the-last');
      await tx.finish([addPerson(tx, 'one-of-the-last'), tx.rows('select 1 / 0'), addPerson(tx, 'the-last')]);
    });
    await expect(failing).rejects.toThrow(/division by zero/);
    expect((await people()).filter((id) => id.endsWith('-last'))).toEqual([]);
  });

  it('is kept or undone as a whole when all of it is sent at once', async () => {
    await transact((tx) => tx.finish([addPerson(tx, 'at-once'), addPerson(tx, 'at-once-too')]));
    const failing = transact((tx) => tx.finish([addPerson(tx, 'not-at-once'), addPerson(tx, 'at-once'), addPerson(tx, 'after-it')]));
    await expect(failing).rejects.toThrow(/duplicate key/);
    expect((await people()).filter((id) => id.includes('at-once') || id === 'after-it')).toEqual(['at-once', 'at-once-too']);
    const role = await transact(async (tx) => (await tx.finish([tx.one<{ role: string }>('select current_user as role')]))[0].role);
    expect(role).toBe('nightshift_app');
    const after = await sql('select current_user as role');
    expect(after).not.toEqual([{ role }]);
  });

  it('fails when what it promised does not hold at its end', async () => {
    await sql('create table promise (id text primary key, other text references promise (id) deferrable initially deferred)');
    await sql('grant select, insert on promise to nightshift_app');
    const promise = `insert into promise (id, other) values ('a', 'b')`;
    await expect(transact((tx) => tx.finish([tx.rows(promise)]))).rejects.toThrow(/foreign key/);
    await expect(transact((tx) => tx.rows(promise))).rejects.toThrow(/foreign key/);
    expect(await sql('select id from promise')).toEqual([]);
    await sql('drop table promise');
  });

  it('is not finished before its entities are written', async () => {
    const failing = transact(async (tx) => {
      tx.em.create('Person' as never, { tenantId: 'default', id: 'too-late', name: 'E', role: 'viewer' } as never);
      await tx.finish([tx.rows('select 1')]);
    });
    await expect(failing).rejects.toThrow('Entities');
    expect(await people()).not.toContain('too-late');
  });

  it('takes a tenant for data, never for SQL', async () => {
    const odd = `o'; drop table person; --`;
    expect(await database.transact(odd, stewardActor, (tx) => tx.one(`select current_setting('nightshift.tenant') as tenant`))).toEqual({
      tenant: odd,
    });
    expect(await people()).not.toEqual([]);
  });
});

describe('a transaction of a process that was stopped', () => {
  it('does not hold up others for long, and keeps nothing', async () => {
    if (database.kind === 'embedded') return;
    await transact((tx) => addPerson(tx, 'held'));
    const own = await openDatabase({ url: database.url, pool: 1 });
    const rename = (tx: Tx, name: string) => tx.rows(`update person set name = $2 where tenant_id = $1 and id = 'held'`, [tx.tenant, name]);
    const stopped = createTransact(own, { pauseMs: 200 })('default', stewardActor, async (tx) => {
      await rename(tx, 'stopped');
      await transact((other) => rename(other, 'other'));
      return rename(tx, 'late');
    });
    await expect(stopped).rejects.toThrow();
    expect(await transact((tx) => tx.one(`select name from person where id = 'held'`))).toEqual({ name: 'other' });
    await own.close(true);
  });
});

describe('planned statements', () => {
  let transact: Transact;
  let own: Awaited<ReturnType<typeof openDatabase>>;
  /** With statistics, as the server gathers them by itself on a database in use; only then statements are named. */
  beforeAll(async () => {
    await sql(`insert into application (tenant_id, id, key, name) values ('default', 'planned', 'planned', 'planned')`);
    await sql(
      `insert into job (tenant_id, id, platform, job_key, name, application_id) values ('default', 'j', 'local', 'j', 'j', 'planned')`,
    );
    await sql(
      `insert into incident (tenant_id, id, job_id, application_id, detected_by) values ('default', 'i', 'j', 'planned', 'trigger')`,
    );
    await sql('analyze incident');
    own = await openDatabase({ url: database.url, pool: 3 });
    transact = createTransact(own);
  });
  afterAll(() => own.close(true));

  it('are named on PostgreSQL, and never on the embedded database', async () => {
    const names = () =>
      transact('default', stewardActor, (tx) => tx.rows(`select 1 from pg_prepared_statements where name like 'nightshift_%'`));
    await names();
    expect((await names()).length > 0).toBe(database.kind === 'postgres');
  });

  it('survive a migration that changes what they answer', async () => {
    const read = () => transact('default', stewardActor, (tx) => tx.rows<object>(`select * from application where id = 'planned'`));
    for (let turn = 0; turn < 8; turn++) expect(Object.keys((await read())[0] ?? {})).not.toContain('extra');
    await sql(`alter table application add column extra text default 'new'`);
    for (let turn = 0; turn < 8; turn++) expect((await read())[0]).toMatchObject({ extra: 'new' });
    await sql('alter table application drop column extra');
  });

  it('never end as if they were kept when a failed statement was swallowed', async () => {
    const swallowed = database.transact('default', stewardActor, async (tx) => {
      await tx.rows('select 1 / 0').catch(() => undefined);
      return 'done';
    });
    await expect(swallowed).rejects.toThrow('rolled back');
  });

  it('of several processes do not disturb each other', async () => {
    const others = await Promise.all(Array.from({ length: 2 }, () => openDatabase({ url: database.url, pool: 2 })));
    const all: Transact[] = [transact, ...others.map((other) => createTransact(other))];
    const answers = await Promise.all(
      Array.from({ length: 30 }, async (_, index) =>
        all[index % all.length]?.('default', stewardActor, (tx) => tx.one<{ n: number }>('select $1::int as n', [index])),
      ),
    );
    expect(answers.map((answer) => answer?.n)).toEqual(Array.from({ length: 30 }, (_, index) => index));
    for (const other of others) await other.close(true);
  });

  it('do not outlive a connection that the server ended', async () => {
    if (database.kind === 'embedded') return;
    const terminate = `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
    await sql(terminate);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await people()).toContain('kept');
    expect(await transact('default', stewardActor, (tx) => tx.rows(`select 1 from person where id = 'kept'`))).toHaveLength(1);
    const during = transact('default', stewardActor, async (tx) => {
      const { pid } = await tx.one<{ pid: number }>('select pg_backend_pid() as pid');
      await sql(`select pg_terminate_backend(${pid})`);
      return addPerson(tx, 'lost');
    });
    await expect(during).rejects.toThrow();
    expect(await people()).not.toContain('lost');
  });
});
