import { Client, Connection } from '@temporalio/client';
import type { Config } from '../config.ts';
import { connectionOptions } from './connection.ts';

/** A client and the connection behind it. */
export interface TemporalClient {
  readonly client: Client;
  close(): Promise<void>;
}

/** Opens nothing yet: the first call connects, so that a process can start while Temporal is down. */
export function createTemporalClient(config: Config): TemporalClient {
  const connection = Connection.lazy({ ...connectionOptions(config), connectTimeout: '5 seconds' });
  return { client: new Client({ connection, namespace: config.TEMPORAL_NAMESPACE }), close: () => connection.close() };
}
