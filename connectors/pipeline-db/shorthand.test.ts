import { describe, expect, it } from 'vitest';
import { readPlatforms } from '../platforms/read-platforms.ts';
import { describeSource, parseAddress } from './source.ts';

const uri = 'postgresql+psycopg2://reader:uri-secret@uri.example.com/jobs';
const parts = { DB_HOST: 'parts.example.com', DB_NAME: 'jobs', DB_USER: 'reader', DB_PASSWORD: 'parts-secret' };
const all = { DATABASE_URI: uri, ...parts, PIPELINE_DB_FROM_SSM: 'true' };

const from = (environment: Record<string, string>) => {
  const { platforms, secrets, problems } = readPlatforms(undefined, { environment, readFile: () => '' });
  return { platforms, secrets, problems, notes: platforms.flatMap((one) => (one.kind === 'pipeline-db' ? [describeSource(one)] : [])) };
};

describe('the pipeline database of the environment', () => {
  it('is none where nothing names one', () => {
    const nothing = { platforms: [], secrets: [], notes: [], problems: [] };
    expect(from({ DATABASE_URL: 'postgres://own/nightshift', AWS_REGION: 'eu-west-1', DATABASE_URI: ' ' })).toEqual(nothing);
  });
  it('is the address as a whole, before all others', () => {
    const { platforms, notes, secrets } = from(all);
    expect(platforms).toMatchObject([{ name: 'pipeline-db', kind: 'pipeline-db', uri }]);
    expect(notes).toEqual([{ platform: 'pipeline-db', source: 'DATABASE_URI', address: 'reader@uri.example.com:5432/jobs' }]);
    expect(secrets).toEqual([uri]);
    expect(JSON.stringify(notes)).not.toContain('secret');
  });
  it('is the address in parts, with the usual port', () => {
    const { platforms, notes, secrets } = from({ ...all, DATABASE_URI: '' });
    expect(platforms).toMatchObject([
      { host: 'parts.example.com', port: 5432, database: 'jobs', user: 'reader', password: 'parts-secret' },
    ]);
    expect(notes).toEqual([{ platform: 'pipeline-db', source: 'DB_HOST', address: 'reader@parts.example.com:5432/jobs' }]);
    expect(secrets).toEqual(['parts-secret']);
    expect(from({ ...parts, DB_PORT: '6432' }).platforms).toMatchObject([{ port: 6432 }]);
  });
  it.each([
    [{ PIPELINE_DB_FROM_SSM: 'true' }, '/dsw/mgr/db_uri-dev', 'eu-north-1'],
    [{ BUILDING_MODE: 'prod', AWS_REGION: 'us-east-1' }, '/dsw/mgr/db_uri-prod', 'us-east-1'],
    [{ BUILDING_MODE: 'staging' }, '/dsw/mgr/db_uri-staging', 'eu-north-1'],
  ])('is kept by AWS where that is asked for: %j', (environment, parameter, region) => {
    const { platforms, notes } = from(environment);
    expect(platforms).toMatchObject([{ ssm: { parameter, region } }]);
    expect(notes).toEqual([{ platform: 'pipeline-db', source: 'AWS SSM', address: `parameter ${parameter} in ${region}` }]);
  });
  it.each([
    [{ DATABASE_URI: 'mysql://x' }, ['DATABASE_URI must start with postgresql://']],
    [{ DB_NAME: 'jobs' }, ['DB_HOST is missing', 'DB_USER is missing']],
    [{ ...parts, DB_PORT: 'seven' }, [expect.stringMatching(/^DB_PORT /)]],
    [{ BUILDING_MODE: 'test' }, ['BUILDING_MODE must be one of dev, staging, prod']],
  ])('is refused in words: %j', (environment, problems) => {
    const found = from(environment as Record<string, string>);
    expect(found.problems).toEqual(problems);
    expect(found.platforms).toEqual([]);
  });
});

describe('an address', () => {
  it('is read as libpq reads it, without the name of a driver', () => {
    expect(parseAddress('postgresql+asyncpg://a:p%40ss@db.example.com:6432/jobs?sslmode=require')).toEqual({
      host: 'db.example.com',
      port: 6432,
      database: 'jobs',
      user: 'a',
      password: 'p@ss',
      ssl: { rejectUnauthorized: false },
    });
    expect(parseAddress('postgres://db.example.com/jobs?sslmode=verify-full')).toMatchObject({ ssl: {} });
  });
  it('that cannot be read does not show its password', () => {
    expect(() => parseAddress('postgresql://a:s3cret@[::/jobs')).toThrow(/must be postgresql:/);
    expect(() => parseAddress('postgresql://a:s3cret@[::/jobs')).not.toThrow(/s3cret/);
  });
});
