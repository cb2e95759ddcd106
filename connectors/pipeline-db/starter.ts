import type { Connector } from '../contract.ts';
import { createHttpConnector } from '../http/connector.ts';
import type { PipelineDbSettings } from './settings.ts';

/** Starts pipelines by the requests that they declare. What comes of a start is read in the table, never asked for here. */
export function createStarter({ name, allow, timeoutSeconds, jobs }: PipelineDbSettings): Connector {
  return createHttpConnector({ name, kind: 'http', allow, timeoutSeconds, requestsPerSecond: 10, jobs });
}
