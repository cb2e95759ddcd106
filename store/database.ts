import { Migrator } from '@mikro-orm/migrations';
import { MikroORM, type Options } from '@mikro-orm/postgresql';
import pgConnectionString from 'pg-connection-string';
import { FirstSchema } from '../migrations/20261121000000-first-schema.ts';
import { KnowledgeBase } from '../migrations/20261125100000-knowledge-base.ts';
import { KnowledgeTerms } from '../migrations/20261125100100-knowledge-terms.ts';
import { Teaching } from '../migrations/20261125110000-teaching.ts';
import { ModelCalls } from '../migrations/20261125120000-model-calls.ts';
import { RulesAndCorrections } from '../migrations/20261125130000-rules-and-corrections.ts';
import { DiagnosisTime } from '../migrations/20261125130100-diagnosis-time.ts';
import { Reports } from '../migrations/20261125140000-reports.ts';
import { Calibration } from '../migrations/20261125150000-calibration.ts';
import { PlatformChecks } from '../migrations/20261125160000-platform-checks.ts';
import { NarrowFigures } from '../migrations/20261125170000-narrow-figures.ts';
import { PlatformRequests } from '../migrations/20261125174500-platform-requests.ts';
import { UpdatesInPlace } from '../migrations/20261125200000-updates-in-place.ts';
import { SubmissionMinutes } from '../migrations/20261125201000-submission-minutes.ts';
import { ClosedAs } from '../migrations/20261126120000-closed-as.ts';
import { RestoredSeals } from '../migrations/20261126163000-restored-seals.ts';
import { RunStarts } from '../migrations/20261126180000-run-starts.ts';
import { entities } from './entities/index.ts';

const { parse } = pgConnectionString;

export interface DatabaseSettings {
  readonly url: string;
  /** Most connections of this process. The embedded database takes 20 in all. */
  readonly pool: number;
  /** Longest a single statement may take, milliseconds; enforced by the client, for the embedded database ignores the server's own limit. */
  readonly queryTimeoutMs?: number;
}

/** The schema version this code needs: the name of the newest migration. */
export const migrations = [
  { name: '20261121000000-first-schema', class: FirstSchema },
  { name: '20261125100000-knowledge-base', class: KnowledgeBase },
  { name: '20261125100100-knowledge-terms', class: KnowledgeTerms },
  { name: '20261125110000-teaching', class: Teaching },
  { name: '20261125120000-model-calls', class: ModelCalls },
  { name: '20261125130000-rules-and-corrections', class: RulesAndCorrections },
  { name: '20261125130100-diagnosis-time', class: DiagnosisTime },
  { name: '20261125140000-reports', class: Reports },
  { name: '20261125150000-calibration', class: Calibration },
  { name: '20261125160000-platform-checks', class: PlatformChecks },
  { name: '20261125170000-narrow-figures', class: NarrowFigures },
  { name: '20261125174500-platform-requests', class: PlatformRequests },
  { name: '20261125200000-updates-in-place', class: UpdatesInPlace },
  { name: '20261125201000-submission-minutes', class: SubmissionMinutes },
  { name: '20261126120000-closed-as', class: ClosedAs },
  { name: '20261126163000-restored-seals', class: RestoredSeals },
  { name: '20261126180000-run-starts', class: RunStarts },
];

/**
 * A connection is kept through lulls of this length: a new one costs the server a process, and each of our statements five plans of
 * its own before the server settles on one for all, together more than a case does on a connection that is warm.
 */
const idleConnectionMs = 10 * 60_000;

/** One options builder for every process, embedded and real PostgreSQL alike. */
export function databaseOptions({ url, pool, queryTimeoutMs = 30_000 }: DatabaseSettings): Options {
  const address = parse(url);
  return {
    host: address.host ?? 'localhost',
    port: Number(address.port ?? 5432),
    user: address.user ?? 'postgres',
    password: address.password ?? '',
    dbName: address.database ?? 'postgres',
    driverOptions: {
      ...(address.ssl === undefined ? {} : { ssl: address.ssl }),
      query_timeout: queryTimeoutMs,
      connectionTimeoutMillis: 10_000,
      application_name: 'nightshift',
      pipeline: true,
    },
    pool: { min: 0, max: pool, idleTimeoutMillis: idleConnectionMs },
    entities,
    extensions: [Migrator],
    forceUtcTimezone: true,
    ensureDatabase: false,
    migrations: { migrationsList: migrations, snapshot: false, allOrNothing: true, silent: true },
  } as Options;
}

/** Opens the database. Does not migrate. */
export const openDatabase = (settings: DatabaseSettings): Promise<MikroORM> => MikroORM.init(databaseOptions(settings));

/** Thrown when the database is on an older schema than this code needs. */
export class SchemaTooOldError extends Error {
  override readonly name = 'SchemaTooOldError';
}

/**
 * Refuses a database that this code cannot work with.
 * @throws SchemaTooOldError naming the missing migrations.
 */
export async function requireSchema(orm: MikroORM): Promise<void> {
  const pending = await orm.migrator.getPending();
  if (pending.length > 0)
    throw new SchemaTooOldError(
      `The database lacks ${pending.map((migration) => migration.name).join(', ')}. Run "node store/migrate.ts" first.`,
    );
}
