import { describe, expect, it } from 'vitest';
import { readPlatforms } from './read-platforms.ts';

const read = (content: string, environment: Record<string, string> = {}, files: Record<string, string> = {}) =>
  readPlatforms('platforms.yaml', {
    environment,
    readFile: (path) => {
      const found = path === 'platforms.yaml' ? content : files[path];
      if (found === undefined) throw new Error('ENOENT');
      return found;
    },
  });

const scheduler = `platforms:
  - name: scheduler
    kind: http
    jobs:
      export:
        application: billing
        submit:
          url: https://scheduler.example.com/runs
          headers: { Authorization: "Bearer \${SCHEDULER_TOKEN}", X-Team: "\${TEAM}" }
        run: { url: "https://scheduler.example.com/runs/{run}", state: /state, succeeded: [ok], failed: [bad] }
`;

describe('the file of platforms', () => {
  it('may be missing', () =>
    expect(readPlatforms(undefined, { environment: {}, readFile: () => '' })).toEqual({ platforms: [], secrets: [], problems: [] }));
  it('names platforms, with values that are kept elsewhere', () => {
    const { platforms, secrets, problems } = read(scheduler, { SCHEDULER_TOKEN: 'abc-123-def', TEAM: 'billing' });
    expect(problems).toEqual([]);
    expect(platforms).toMatchObject([
      {
        name: 'scheduler',
        kind: 'http',
        jobs: { export: { submit: { headers: { Authorization: 'Bearer abc-123-def', 'X-Team': 'billing' } } } },
      },
    ]);
    expect(secrets).toEqual(['abc-123-def', 'Bearer abc-123-def']);
  });
  it('takes a secret from a file', () => {
    const content = scheduler.replace('"Bearer ${SCHEDULER_TOKEN}"', '{ file: /run/secrets/token }');
    const { platforms, secrets } = read(content, { TEAM: 'x' }, { '/run/secrets/token': 'from-a-file\n' });
    expect(platforms).toMatchObject([{ jobs: { export: { submit: { headers: { Authorization: 'from-a-file' } } } } }]);
    expect(secrets).toEqual(['from-a-file']);
  });
  it.each([
    [
      'a variable that is not set',
      scheduler,
      [
        'platforms.yaml:9: platforms.0.jobs.export.submit.headers.Authorization needs the environment variable SCHEDULER_TOKEN, which is not set',
      ],
    ],
    ['a kind that is none', 'platforms:\n  - { name: a, kind: cron }\n', [expect.stringMatching(/^platforms\.yaml:2: platforms\.0\.kind/)]],
    [
      'a field that is none',
      'platforms:\n  - name: a\n    kind: http\n    job: {}\n',
      ['platforms.yaml:4: platforms.0.job is not a known field'],
    ],
    ['YAML that is none', 'platforms: [', [expect.stringMatching(/^platforms\.yaml:\d+: /)]],
    ['two of one name', 'platforms:\n  - { name: a, kind: http }\n  - { name: a, kind: http }\n', ['platform a is defined twice']],
    [
      'the name of the local platform',
      'platforms:\n  - { name: local, kind: http }\n',
      [expect.stringContaining('local is defined twice')],
    ],
  ])('is refused for %s', (_name, content, problems) => expect(read(content, { TEAM: 'x' }).problems).toEqual(problems));
  it('is refused when it cannot be read', () =>
    expect(
      readPlatforms('gone.yaml', {
        environment: {},
        readFile: () => {
          throw new Error('ENOENT');
        },
      }).problems,
    ).toEqual(['PLATFORMS_FILE names a file that cannot be read: gone.yaml']));
});

describe('a platform by environment variables', () => {
  const given = { DATABRICKS_WORKSPACE_URL: 'https://adb.example.com', DATABRICKS_PAT_TOKEN: 'dapi-0123456789' };
  const from = (environment: Record<string, string>) => readPlatforms(undefined, { environment, readFile: () => '' });
  it('needs no file', () => {
    const { platforms, secrets, problems } = from(given);
    expect(problems).toEqual([]);
    expect(platforms).toMatchObject([{ name: 'databricks', kind: 'databricks', url: 'https://adb.example.com', token: 'dapi-0123456789' }]);
    expect(secrets).toEqual(['dapi-0123456789']);
  });
  it.each([
    ['DATABRICKS_PAT_TOKEN', 'DATABRICKS_WORKSPACE_URL'],
    ['DATABRICKS_WORKSPACE_URL', 'DATABRICKS_PAT_TOKEN'],
  ] as const)('is refused without %s', (missing, other) =>
    expect(from({ ...given, [missing]: ' ' }).problems).toEqual([`${missing} is missing although ${other} is set`]),
  );
  it('names the variable whose value is bad', () =>
    expect(from({ ...given, DATABRICKS_WORKSPACE_URL: 'http://adb.example.com' }).problems).toEqual([
      'DATABRICKS_WORKSPACE_URL must be an https address: credentials travel with every request',
    ]));
  it('may leave out what is not needed, and is none without anything else', () => {
    const airflow = { AIRFLOW_BASE_URL: 'https://airflow.example.com', AIRFLOW_USERNAME: 'nightshift', AIRFLOW_PASSWORD: 'midnight-oil' };
    expect(from(airflow)).toMatchObject({ platforms: [{ name: 'airflow', version: 'auto' }], secrets: ['midnight-oil'] });
    expect(from({ ...airflow, AIRFLOW_VERSION: '2' }).platforms).toMatchObject([{ version: '2' }]);
    expect(from({ AIRFLOW_VERSION: '3.3.2' })).toEqual({ platforms: [], secrets: [], problems: [] });
    expect(from({ ...airflow, AIRFLOW_PASSWORD: '' }).problems).toEqual(['AIRFLOW_PASSWORD is missing although AIRFLOW_BASE_URL is set']);
  });
  it('stands beside the file', () =>
    expect(read('platforms:\n  - { name: scheduler, kind: http }\n', given).platforms.map(({ name }) => name)).toEqual([
      'scheduler',
      'databricks',
    ]));
  it.each(['databricks', 'production'])('gives way to the file that has it as %s', (name) => {
    const file = `platforms:\n  - { name: ${name}, kind: databricks, url: "https://other.example.com", token: "\${DATABRICKS_PAT_TOKEN}" }\n`;
    const { platforms, problems } = read(file, { DATABRICKS_PAT_TOKEN: 'dapi-0123456789' });
    expect(problems).toEqual([]);
    expect(platforms).toMatchObject([{ name, url: 'https://other.example.com' }]);
  });
});
