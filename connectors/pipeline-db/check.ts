import pg from 'pg';
import type { ConnectionFinding } from '../contract.ts';
import type { Query } from './database.ts';
import { type JobTable, jobTable, readColumnTypes, tableProblems } from './job-table.ts';
import type { PipelineDbSettings } from './settings.ts';

interface Rights {
  readonly role: string;
  readonly superuser: boolean;
  readonly reads: boolean;
  readonly writes: boolean;
  readonly guarded: boolean;
  readonly indexed: boolean;
  readonly rows: string;
}

/** Tables below this many rows are read fast enough without an index. */
const manyRows = 50_000;

const error = (message: string): ConnectionFinding => ({ level: 'error', message });
const warning = (message: string): ConnectionFinding => ({ level: 'warning', message });

const rightsStatement = `
  select current_user::text as role, r.rolsuper as superuser, c.relrowsecurity and not r.rolbypassrls and not r.rolsuper as guarded, c.reltuples::bigint::text as rows,
    has_table_privilege(c.oid, 'SELECT') or not exists (select from unnest($2::text[]) as needed(name) where not has_column_privilege(c.oid, needed.name, 'SELECT')) as reads,
    has_table_privilege(c.oid, 'INSERT') or has_table_privilege(c.oid, 'UPDATE') or has_table_privilege(c.oid, 'DELETE') as writes,
    exists (select from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attname = $3 where i.indrelid = c.oid and a.attnum = any((i.indkey::int2[])[0:1])) as indexed
  from pg_class c join pg_roles r on r.rolname = current_user where c.oid = to_regclass($1)`;

const quoted = (name: string): string => name.split('.').map(pg.escapeIdentifier).join('.');

function rightsFindings({ table, columns }: PipelineDbSettings, rights: Rights): readonly ConnectionFinding[] {
  const { role, reads, writes, superuser, guarded, indexed, rows } = rights;
  return [
    ...(reads ? [] : [error(`the role ${role} may not read ${table}: GRANT SELECT ON ${table} TO ${role}`)]),
    ...(superuser ? [warning(`${role} is a superuser: a role that may only read ${table} is enough`)] : []),
    ...(writes && !superuser ? [warning(`${role} may also change ${table}: a role that may only read it is enough`)] : []),
    ...(guarded ? [warning(`${table} has row-level security: only rows that its policies show to ${role} are found`)] : []),
    ...(Number(rows) >= manyRows && !indexed
      ? [
          warning(
            `${table} has no index that begins with ${columns.status}, ${columns.finishedAt} or with ${columns.finishedAt}: every sweep reads all of its ${rows} rows`,
          ),
        ]
      : []),
  ];
}

/** Times that have not come yet: mostly the zone of a column that has none. */
async function timeFindings(query: Query, settings: PipelineDbSettings, table: JobTable): Promise<readonly ConnectionFinding[]> {
  const [late] = await query<{ latest: string }>(
    `select ${table.finishedText} as latest from ${table.from} where ${table.finishedAt} > ${table.bound("(now() + interval '5 minutes')")}
     order by ${table.finishedAt} limit 1`,
  );
  if (late === undefined) return [];
  return [
    warning(
      `a row finished at ${late.latest}, which has not come yet; such rows are found when it has. Where ${settings.columns.finishedAt} has no zone, timeZone (now ${settings.timeZone}) says which it is in`,
    ),
  ];
}

/** What a person should put right about the table and the rights on it. */
export async function checkTable(query: Query, settings: PipelineDbSettings): Promise<readonly ConnectionFinding[]> {
  const types = await readColumnTypes(query, settings.table);
  const problems = tableProblems(settings, types);
  if (problems.length > 0) return problems.map(error);
  const { columns, table } = settings;
  const needed = Object.values(columns).filter((column) => column !== undefined);
  const [rights] = await query<Rights>(rightsStatement, [quoted(table), needed, columns.finishedAt]);
  const found = rights === undefined ? [] : rightsFindings(settings, rights);
  if (rights?.reads !== true) return found;
  return [...found, ...(await timeFindings(query, settings, jobTable(settings, types)))];
}
