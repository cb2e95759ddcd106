import type { Shorthand, ShorthandRead } from '../platforms/shorthand.ts';

type Environment = Parameters<Shorthand['read']>[0];

const modes = ['dev', 'staging', 'prod'];

const variableOf: Readonly<Record<string, string>> = {
  uri: 'DATABASE_URI',
  host: 'DB_HOST',
  port: 'DB_PORT',
  database: 'DB_NAME',
  user: 'DB_USER',
};

const given = (environment: Environment, name: string): string | undefined => environment[name]?.trim() || undefined;

const found = (settings: Readonly<Record<string, unknown>>, secrets: readonly string[] = []): ShorthandRead => ({
  settings: { name: 'pipeline-db', kind: 'pipeline-db', ...settings },
  variableOf,
  secrets,
  problems: [],
});

function fromUri(environment: Environment): ShorthandRead | null {
  const uri = given(environment, 'DATABASE_URI');
  return uri === undefined ? null : found({ uri, origin: 'DATABASE_URI' }, [uri]);
}

function fromParts(environment: Environment): ShorthandRead | null {
  const [host, port, database, user] = ['DB_HOST', 'DB_PORT', 'DB_NAME', 'DB_USER'].map((name) => given(environment, name));
  if (host === undefined && database === undefined) return null;
  const password = environment['DB_PASSWORD'] || undefined;
  return found({ host, port, database, user, password, origin: 'DB_HOST' }, password === undefined ? [] : [password]);
}

function fromParameterStore(environment: Environment): ShorthandRead | null {
  const mode = given(environment, 'BUILDING_MODE');
  if (mode === undefined && !/^(?:true|1|yes|on)$/i.test(given(environment, 'PIPELINE_DB_FROM_SSM') ?? '')) return null;
  const ssm = { parameter: `/dsw/mgr/db_uri-${mode ?? 'dev'}`, region: given(environment, 'AWS_REGION') };
  const problems = mode === undefined || modes.includes(mode) ? [] : [`BUILDING_MODE must be one of ${modes.join(', ')}`];
  return { ...found({ ssm, origin: 'AWS SSM' }), problems };
}

/**
 * A pipeline database by the environment alone: its address, else the parts of it, else the AWS parameter store where that is asked for.
 * `DATABASE_URL` is Nightshift's own database and never read here.
 */
export const pipelineDbShorthand: Shorthand = {
  name: 'pipeline-db',
  variables: ['DATABASE_URI', 'DB_HOST', 'DB_PORT', 'DB_NAME', 'DB_USER', 'DB_PASSWORD', 'PIPELINE_DB_FROM_SSM', 'BUILDING_MODE'],
  read: (environment) => fromUri(environment) ?? fromParts(environment) ?? fromParameterStore(environment),
};
