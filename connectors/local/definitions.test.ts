import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { describeProblem } from '../definition-problems.ts';
import { fillIn, placeholdersIn } from '../placeholders.ts';
import { cronProblem } from './cron.ts';
import { checkJobsFolder, loadJobDefinitions, parseDefinition } from './definitions.ts';
import { createTestPlatform } from './test-kit.ts';

const open: ReturnType<typeof createTestPlatform>[] = [];
afterEach(async () => {
  for (const platform of open.splice(0)) await platform.close();
});
const problemsOf = (yaml: string): string[] =>
  parseDefinition(yaml, 'load', '/jobs/load', '/jobs/load/job.yaml', 'load/job.yaml').problems.map(describeProblem);

test('a definition needs little', () => {
  const { jobs, problems } = parseDefinition(
    'application: finance\ncommand: [node, load.mjs]\n',
    'load',
    '/jobs/load',
    '/jobs/load/job.yaml',
    'load/job.yaml',
  );
  expect(problems).toEqual([]);
  expect(jobs[0]?.profile).toEqual({
    platform: 'local',
    jobKey: 'load',
    name: 'load',
    application: 'finance',
    owner: null,
    criticality: 'normal',
    expectedErrors: [],
    tunables: [],
    slaSeconds: null,
    schedule: null,
    idempotent: true,
  });
});

test('every problem is named with file, line and field', () => {
  const yaml = `name: bad name
owner: nobody
criticality: huge
command: node load.mjs
comand: [node]
timeLimitSeconds: soon
schedule: 99 * * * *
environment:
  NIGHTSHIFT_JOB: mine
tunables:
  memoryMb:
    min: 10
    max: 5
    default: 7.5
    helps: [MAGIC]
    stepp: 1
expectedErrors:
  - reason: because
  - { pattern: "(", reason: because }
`;
  expect(problemsOf(yaml)).toEqual([
    'load/job.yaml: application is missing',
    'load/job.yaml:1: name must start with a letter or digit and hold letters, digits, . _ - only, at most 64',
    'load/job.yaml:2: owner must be a mail address',
    'load/job.yaml:3: criticality must be one of low, normal, critical, is "huge"',
    'load/job.yaml:4: command must be of type array, is "node load.mjs"',
    'load/job.yaml:5: comand is not a known field',
    'load/job.yaml:6: timeLimitSeconds must be a positive number or one parameter in braces, e.g. "{timeLimitSeconds}"',
    'load/job.yaml:7: schedule has no valid minute (99)',
    'load/job.yaml:9: environment.NIGHTSHIFT_JOB must not start with NIGHTSHIFT_: these names are ours',
    'load/job.yaml:15: tunables.memoryMb.helps.0 must be one of RESOURCE, TIMEOUT, RATE_LIMIT, CONCURRENCY, is "MAGIC"',
    'load/job.yaml:16: tunables.memoryMb.stepp is not a known field',
    'load/job.yaml:18: expectedErrors.0 needs an exitCode or a pattern',
    'load/job.yaml:19: expectedErrors.1.pattern is not a valid RE2 pattern',
  ]);
});

test('bounds, placeholders and the expected approval are checked against each other', () => {
  const yaml = `application: finance
command: [node, "--max-old-space-size={memoryMB}", load.mjs, "{constructor}"]
memoryLimitMb: "{day}"
parameters: { day: "2025-01-31" }
tunables:
  memoryMb: { min: 32, max: 64, default: 32, helps: [RESOURCE] }
expectApproval: { verdict: amend, parameters: { memoryMb: 65 } }
`;
  expect(problemsOf(yaml)).toEqual([
    'load/job.yaml:2: command.1 asks for {memoryMB}, which is neither a parameter nor a tunable of this job',
    'load/job.yaml:2: command.3 asks for {constructor}, which is neither a parameter nor a tunable of this job',
    'load/job.yaml:3: memoryLimitMb asks for {day}, which is not a number',
    'load/job.yaml:6: tunables.memoryMb is not used: put {memoryMb} into command, environment, timeLimitSeconds or memoryLimitMb',
    'load/job.yaml:7: expectApproval.parameters.memoryMb must be from 32 to 64, is 65',
  ]);
  expect(problemsOf('application: a\ncommand: [x, "{m}"]\ntunables:\n  m: { min: 5, max: 3, default: 4, helps: [TIMEOUT] }\n')).toEqual([
    'load/job.yaml:4: tunables.m.max must not be below min (5)',
  ]);
});

test('what is no definition at all is a problem and no crash', () => {
  expect(problemsOf('command: [node\napplication: x\n')[0]).toMatch(/^load\/job\.yaml:\d+: /);
  expect(problemsOf('command: [x]\ncommand: [y]\napplication: x\n')[0]).toMatch(/^load\/job\.yaml:2: .*unique/);
  for (const yaml of ['', '- a\n- b\n', 'just text', '\0\0', '{'.repeat(500)])
    expect(problemsOf(yaml), JSON.stringify(yaml)).not.toEqual([]);
  const levels = Array.from('bcdefgh', (name, index) => `${name}: &${name} [${`*${'abcdefg'[index]},`.repeat(10)}]`);
  const bomb = `a: &a [${'x,'.repeat(10)}]\n${levels.join('\n')}`;
  expect(problemsOf(bomb)).not.toEqual([]);
});

test('a broken definition hides no other job, and the check names everything', async () => {
  const job = { command: ['node'] };
  const platform = createTestPlatform({
    good: job,
    broken: { command: [] },
    first: { ...job, name: 'same' },
    second: { ...job, name: 'same' },
  });
  open.push(platform);
  await mkdir(join(platform.jobsDir, 'empty'));
  await mkdir(join(platform.jobsDir, '_shared'));
  writeFileSync(join(platform.jobsDir, 'README.md'), 'not a job');
  const { jobs, problems } = await checkJobsFolder(platform.jobsDir);
  expect(jobs).toEqual(['same', 'good']);
  expect(problems).toHaveLength(3);
  expect(problems.join('\n')).toMatch(
    /broken\/job\.yaml:1: command must name a program[^]*empty: has no job\.yaml[^]*second\/job\.yaml: name same is already the name of the job in .*first\/job\.yaml/,
  );
  expect((await platform.connector.listJobs()).map((profile) => profile.jobKey)).toEqual(['same', 'good']);
  expect((await loadJobDefinitions(join(platform.root, 'nowhere'))).problems).toMatchObject([{ message: 'is not a folder' }]);
});

test('placeholders', () => {
  expect(placeholdersIn('--a={x} {{y}} {"json": {z}} {}')).toEqual(['x', 'z']);
  expect(fillIn('--a={x} {{y}} {"json":1} ${x}', { x: 5 })).toBe('--a=5 {y} {"json":1} $5');
});

test('cron expressions', () => {
  for (const good of ['0 2 * * *', '*/15 8-18 * * mon-fri', '0,30 4 1 jan,jul 0', '@daily']) expect(cronProblem(good)).toBeNull();
  for (const bad of ['', '0 2 * *', '60 2 * * *', '* * 0 * *', 'a b c d e', '*/0 * * * *', '1-2-3 * * * *', '@never'])
    expect(cronProblem(bad), bad).not.toBeNull();
});
