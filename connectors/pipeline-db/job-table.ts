import pg from 'pg';
import { ConnectorError } from '../contract.ts';
import type { Query } from './database.ts';
import type { PipelineDbSettings } from './settings.ts';

const quoted = (name: string): string => name.split('.').map(pg.escapeIdentifier).join('.');

/** Columns that are used where the table has them, by the name that they usually have. */
const usual = { tenant: 'tenant_id', name: 'pipeline_name', startedAt: 'started_at', try: null } as const;

/** The columns that a table really has, with their types. */
export type ColumnTypes = ReadonlyMap<string, string>;

/** Parts of statements about the table of executions. Names in them are quoted; nothing in them comes from a row. */
export interface JobTable {
  readonly from: string;
  readonly id: string;
  readonly idText: string;
  readonly pipeline: string;
  readonly status: string;
  readonly finishedAt: string;
  /** ISO times in UTC with microseconds, as text. */
  readonly finishedText: string;
  readonly startedText: string;
  readonly name: string;
  readonly tenant: string;
  /** Null where rows tell no number. */
  readonly try: string | null;
  /** `data.run_info`, in the type of the column. */
  readonly runInfo: string;
  /** Data and run info are there: what makes a failed execution one to look at. */
  readonly complete: string;
  /** A parameter as a time that compares with `finishedAt` by its index. */
  bound(parameter: string): string;
}

/** Everything that keeps the table from being read, in words. */
export function tableProblems({ table, columns }: PipelineDbSettings, types: ColumnTypes): readonly string[] {
  if (types.size === 0) return [`there is no table ${table} that this role can see`];
  const missing = Object.entries(columns).flatMap(([field, column]) =>
    column === undefined || types.has(column) ? [] : [`${table} has no column ${column} (columns.${field})`],
  );
  const wrong = (column: string, wanted: RegExp, words: string): readonly string[] => {
    const type = types.get(column);
    return type === undefined || wanted.test(type) ? [] : [`${table}.${column} is ${type}; it must be ${words}`];
  };
  return [
    ...missing,
    ...wrong(columns.data, /^jsonb?$/, 'json or jsonb'),
    ...[columns.finishedAt, columns.startedAt ?? usual.startedAt].flatMap((column) =>
      wrong(column, /^timestamp/, 'timestamp or timestamptz'),
    ),
  ];
}

/** The columns of a table, whether or not this role may read it. Empty where there is no such table. */
export async function readColumnTypes(query: Query, table: string): Promise<ColumnTypes> {
  const rows = await query<{ name: string; type: string }>(
    `select attname::text as name, format_type(atttypid, null) as type from pg_attribute
     where attrelid = to_regclass($1) and attnum > 0 and not attisdropped`,
    [quoted(table)],
  );
  return new Map(rows.map(({ name, type }) => [name, type]));
}

/** What `json` may hold and no operator can read (NUL, halves of surrogate pairs) is replaced: one such row would stop all others. */
const storedData = (column: string, type: string | undefined): string =>
  type === 'json' ? String.raw`regexp_replace(${column}::text, '\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})', '\\ufffd', 'g')::json` : column;

/** @throws ConnectorError `invalid` when the table is not as the settings say */
export function jobTable(settings: PipelineDbSettings, types: ColumnTypes): JobTable {
  const [problem] = tableProblems(settings, types);
  if (problem !== undefined) throw new ConnectorError('invalid', `The database of ${settings.name}: ${problem}`);
  const { columns, table, timeZone } = settings;
  const column = (name: string): string => `t.${pg.escapeIdentifier(name)}`;
  const further = (field: keyof typeof usual): string | null => {
    const name = columns[field] ?? usual[field];
    return name !== null && types.has(name) ? column(name) : null;
  };
  const zone = pg.escapeLiteral(timeZone);
  const zoneless = (name: string): boolean => types.get(name) === 'timestamp without time zone';
  const isoText = (name: string): string =>
    `to_char(${zoneless(name) ? `${column(name)} at time zone ${zone}` : column(name)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
  const startedAt = columns.startedAt ?? usual.startedAt;
  const data = storedData(column(columns.data), types.get(columns.data));
  const runInfo = `${data}->'run_info'`;
  return {
    from: `${quoted(table)} t`,
    id: column(columns.id),
    idText: `${column(columns.id)}::text collate "C"`,
    pipeline: `coalesce(${column(columns.pipeline)}::text, 'unknown')`,
    status: `${column(columns.status)}::text`,
    finishedAt: column(columns.finishedAt),
    finishedText: isoText(columns.finishedAt),
    startedText: further('startedAt') === null ? 'null::text' : isoText(startedAt),
    name: `${further('name') ?? 'null'}::text`,
    tenant: `${further('tenant') ?? 'null'}::text`,
    try: further('try') === null ? null : `${further('try')}::text`,
    runInfo,
    complete: `${data} is not null and ${types.get(columns.data)}_typeof(${runInfo}) <> 'null'`,
    bound: (parameter) => (zoneless(columns.finishedAt) ? `(${parameter}::timestamptz at time zone ${zone})` : `${parameter}::timestamptz`),
  };
}
