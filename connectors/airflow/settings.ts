import { z } from 'zod';
import { word } from '../job-settings.ts';
import { jobsByKey, platformName, platformUrl, requestFields } from '../platforms/common.ts';

/** An Airflow; a job is one of its DAGs, by its dag_id. */
export const airflowSettings = z
  .strictObject({
    name: platformName,
    kind: z.literal('airflow'),
    /** Address of its web server, where the UI is. */
    url: platformUrl,
    username: word.optional(),
    password: word.optional(),
    /** A bearer token that somebody else keeps fresh, instead of a user. */
    token: word.optional(),
    /** Which API it speaks; `auto` asks it once. */
    version: z
      .union([z.string(), z.number()])
      .transform((value) => /^(?:auto$|[23](?=$|\.))/.exec(String(value))?.[0] ?? '')
      .pipe(z.enum(['2', '3', 'auto'], 'must be 2, 3 or auto'))
      .default('auto'),
    ...requestFields,
    jobs: jobsByKey,
  })
  .superRefine(({ username, password, token }, context) => {
    const problem = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if (token !== undefined && (username !== undefined || password !== undefined)) problem('token', 'and username exclude each other');
    if (token === undefined && username === undefined && password === undefined) problem('username', 'is missing (or a token)');
    else if (token === undefined && username === undefined) problem('username', 'is missing although a password is set');
    else if (token === undefined && password === undefined) problem('password', 'is missing although a username is set');
  });
export type AirflowSettings = z.output<typeof airflowSettings>;
