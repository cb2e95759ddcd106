import { z } from 'zod';
import { jobSettings, word } from '../job-settings.ts';
import { platformName, platformUrl, requestFields } from '../platforms/common.ts';

/** A job: how its machines are changed for a rerun. */
const databricksJob = jobSettings.extend({
  /** `copy`: a one-off run with larger machines. `update`: the job is changed, its run repaired, and the job put back. */
  resize: z.enum(['copy', 'update']).default('copy'),
});
export type DatabricksJob = z.output<typeof databricksJob>;

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
    /** Kinds of machines that a job may be moved to, with their memory in GB. */
    nodeTypes: z.record(word, z.number().positive()).default({}),
    jobs: z.record(word, databricksJob).default({}),
  })
  .superRefine(({ token, clientId, clientSecret }, context) => {
    const problem = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if (token !== undefined && (clientId !== undefined || clientSecret !== undefined)) problem('token', 'and clientId exclude each other');
    if (token === undefined && clientId === undefined) problem('token', 'is missing (or clientId and clientSecret)');
    if ((clientId === undefined) !== (clientSecret === undefined)) problem('clientSecret', 'and clientId belong together');
  });
export type DatabricksSettings = z.output<typeof databricksSettings>;
