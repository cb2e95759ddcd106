import type { ClientConfig } from 'pg';
import pgConnectionString from 'pg-connection-string';
import { ConnectorError } from '../contract.ts';
import { readParameter } from './read-parameter.ts';
import type { PipelineDbSettings } from './settings.ts';

/** Where the address of a database comes from, without its password: for the log. */
export interface SourceNote {
  readonly platform: string;
  readonly source: string;
  readonly address: string;
}

type Address = Pick<ClientConfig, 'host' | 'port' | 'database' | 'user' | 'password' | 'ssl'>;

/**
 * The parts of an address. A driver's name in it (`postgresql+psycopg2://`) is left out, and `sslmode` means what libpq means by it.
 * @throws ConnectorError `invalid`, without the address: it holds the password
 */
export function parseAddress(uri: string): Address {
  try {
    const { host, port, database, user, password, ssl } = pgConnectionString.parse(uri.replace(/^(postgres(?:ql)?)\+\w+:/, '$1:'), {
      useLibpqCompat: true,
    });
    return {
      host: host ?? 'localhost',
      port: Number(port || 5432),
      database: database ?? 'postgres',
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { password }),
      ...(ssl === undefined ? {} : { ssl: ssl as NonNullable<ClientConfig['ssl']> }),
    };
  } catch {
    throw new ConnectorError(
      'invalid',
      'The address of the database cannot be read: it must be postgresql://user:password@host:port/database',
    );
  }
}

const tls = { off: false, require: { rejectUnauthorized: false }, verify: { rejectUnauthorized: true } } as const;

/** The address that the settings tell by themselves; null where it has to be asked for. */
function plainAddress({ uri, host, port, database, user, password, ssl }: PipelineDbSettings): Address | null {
  if (uri !== undefined) return parseAddress(uri);
  if (host === undefined || database === undefined || user === undefined) return null;
  return { host, port, database, user, ssl: tls[ssl], ...(password === undefined ? {} : { password }) };
}

/** The address of the database; asks AWS where it is kept there. @throws ConnectorError */
export async function findAddress(settings: PipelineDbSettings, signal?: AbortSignal): Promise<Address> {
  const plain = plainAddress(settings);
  if (plain !== null) return plain;
  if (settings.ssm === undefined) throw new ConnectorError('invalid', `${settings.name} does not say where its database is`);
  const uri = await readParameter(settings.ssm, settings.timeoutSeconds * 1000, signal);
  if (!/^postgres(?:ql)?(?:\+\w+)?:\/\//.test(uri))
    throw new ConnectorError('invalid', `The parameter ${settings.ssm.parameter} does not hold a postgresql:// address`);
  return parseAddress(uri);
}

function addressWords(settings: PipelineDbSettings): string {
  if (settings.ssm !== undefined) return `parameter ${settings.ssm.parameter} in ${settings.ssm.region}`;
  try {
    const address = plainAddress(settings);
    return `${address?.user === undefined ? '' : `${address.user}@`}${address?.host}:${address?.port}/${address?.database}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Says which source was taken, never its password. */
export const describeSource = (settings: PipelineDbSettings): SourceNote => ({
  platform: settings.name,
  source: settings.origin,
  address: addressWords(settings),
});
