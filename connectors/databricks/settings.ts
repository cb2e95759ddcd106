import { z } from 'zod';
import { word } from '../job-settings.ts';
import { jobsByKey, platformName, platformUrl, requestFields } from '../platforms/common.ts';

/** A Databricks workspace. */
export const databricksSettings = z
  .strictObject({
    name: platformName,
    kind: z.literal('databricks'),
    /** Address of the workspace. */
    url: platformUrl,
    /** Personal access token. */
    token: word.optional(),
    /** A service principal's OAuth credentials, instead of a token. */
    clientId: word.optional(),
    clientSecret: word.optional(),
    ...requestFields,
    jobs: jobsByKey,
  })
  .superRefine(({ token, clientId, clientSecret }, context) => {
    const problem = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if (token !== undefined && (clientId !== undefined || clientSecret !== undefined)) problem('token', 'and clientId exclude each other');
    if (token === undefined && clientId === undefined) problem('token', 'is missing (or clientId and clientSecret)');
    if ((clientId === undefined) !== (clientSecret === undefined)) problem('clientSecret', 'and clientId belong together');
  });
export type DatabricksSettings = z.output<typeof databricksSettings>;
