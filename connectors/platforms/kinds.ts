import { z } from 'zod';
import { airflowSettings } from '../airflow/settings.ts';
import { databricksSettings } from '../databricks/settings.ts';
import { httpSettings } from '../http/settings.ts';
import { pipelineDbSettings } from '../pipeline-db/settings.ts';

/** Every kind of platform that can be configured. A new one is a folder with its settings, a line here, and one in `create.ts`. */
export const platformSettings = z.discriminatedUnion('kind', [airflowSettings, databricksSettings, httpSettings, pipelineDbSettings]);
export type PlatformSettings = z.output<typeof platformSettings>;
