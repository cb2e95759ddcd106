import { createAirflowConnector } from '../airflow/connector.ts';
import type { Connector } from '../contract.ts';
import { createDatabricksConnector } from '../databricks/connector.ts';
import { createHttpConnector } from '../http/connector.ts';
import { createPipelineDbConnector } from '../pipeline-db/connector.ts';
import type { PlatformSettings } from './kinds.ts';

/** The connector of a configured platform. Reaches nothing yet. */
export function createConnector(settings: PlatformSettings): Connector {
  switch (settings.kind) {
    case 'airflow':
      return createAirflowConnector(settings);
    case 'databricks':
      return createDatabricksConnector(settings);
    case 'http':
      return createHttpConnector(settings);
    case 'pipeline-db':
      return createPipelineDbConnector(settings);
  }
}
