import { airflowShorthand } from '../airflow/shorthand.ts';
import { databricksShorthand } from '../databricks/shorthand.ts';
import { pipelineDbShorthand } from '../pipeline-db/shorthand.ts';
import type { Shorthand } from './shorthand.ts';

/** Platforms that may be given by environment variables alone. A new one is a line here. */
export const shorthands: readonly Shorthand[] = [airflowShorthand, databricksShorthand, pipelineDbShorthand];
