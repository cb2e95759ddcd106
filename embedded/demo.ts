import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { connect } from './demo/api-client.ts';
import { closingTable, createBoard } from './demo/board.ts';
import { startDemoWorkspace } from './demo/databricks.ts';
import { readExpectations } from './demo/expectations.ts';
import { applyDemoPolicy, firstAction, type Played, playJobs } from './demo/play.ts';
import { reportOf } from './demo/report.ts';
import { projectDirectory, StartError } from './environment.ts';
import { type Stack, startStack } from './stack.ts';
import { jobProblems, jobsDirectory, printUrls, runEntry } from './start-options.ts';
import { onStopRequest } from './stop-signals.ts';

const help = `Starts Nightshift and runs the sample jobs, which really fail, through the whole lifecycle.

Usage: npm run demo [-- OPTIONS]

  --once        give the verdict for what waits, stop when every case rests; exit code 0 only if each ended as expected
  --json FILE   write what came of each case to FILE
  --jobs DIR    run the jobs of another folder; a definition may state its expected end
  --with-databricks
                two more failures on a simulated Databricks workspace beside the local jobs
  --help        this text

Without --once the stack stays up: decide what waits under Approvals in the web UI.
`;

const say = (line: string): void => console.log(line);

const summary = (played: readonly Played[]): string =>
  closingTable(
    played.map(({ job, incident, problems }) => ({
      job,
      cause: incident?.cause ?? '',
      action: incident === null ? '' : (firstAction(incident) ?? ''),
      status: incident?.status ?? 'NOT SEEN',
      attempts: incident?.attempts ?? 0,
      changes: (incident?.attemptList ?? [])
        .flatMap((attempt) => attempt.changes.map((change) => `${change.name} ${String(change.before)} → ${String(change.after)}`))
        .join('\n'),
      mails: incident?.mails.filter((mail) => mail.state === 'confirmed').length ?? 0,
      verdict: problems.length === 0 ? 'as expected' : problems.join('; '),
    })),
  );

async function run(): Promise<void> {
  const begun = Date.now();
  const { values } = parseArgs({
    options: {
      once: { type: 'boolean', default: false },
      json: { type: 'string' },
      jobs: { type: 'string' },
      'with-databricks': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return say(help);
  const given = { ...process.env, ...jobsDirectory(values.jobs) };
  const workspace = values['with-databricks'] ? await startDemoWorkspace(given) : null;
  const environment = { ...given, ...workspace?.environment };
  const jobsDir = resolve(projectDirectory, readConfig(environment).JOBS_DIR);
  const broken = await jobProblems(jobsDir);
  if (broken.length > 0)
    throw new StartError(`The job definitions are not right:\n${broken.map((problem) => `  - ${problem}`).join('\n')}`);
  const expectations = new Map(readExpectations(jobsDir));
  for (const one of workspace?.expectations ?? []) expectations.set(one.job, one);
  if (expectations.size === 0) throw new StartError('The job folder holds no job: each needs a folder with a job.yaml.');
  const giveUp = new AbortController();
  let stack: Stack | undefined;
  const end = async (code: number) => {
    await stack?.stop();
    workspace?.stop();
    process.exit(code);
  };
  onStopRequest(
    () => {
      say('Stopping …');
      giveUp.abort();
      void end(130);
    },
    () => void (stack?.kill() ?? Promise.resolve()).then(() => process.exit(130)),
  );
  stack = await startStack({ environment, says: say, signal: giveUp.signal });
  printUrls(stack, say);
  const clients = await connect(stack.urls.web);
  await workspace?.known(clients.admin);
  await applyDemoPolicy(clients.admin, expectations);
  say(`\nRunning ${expectations.size} jobs; each really fails.\n`);
  const board = createBoard((text) => process.stdout.write(text), process.stdout.isTTY && !values.once);
  const played = await playJobs({
    clients,
    expectations,
    approve: values.once,
    show: board.show,
    signal: giveUp.signal,
    ...(workspace !== null && { startOthers: workspace.startJobs }),
    patienceMs: values.once ? 5 * 60_000 : 24 * 3_600_000,
  });
  if (giveUp.signal.aborted) return;
  say(`\n${summary(played)}\n`);
  const report = { incidents: await reportOf(played, stack.stateDirectory), seconds: Math.round((Date.now() - begun) / 100) / 10 };
  if (values.json !== undefined)
    writeFileSync(resolve(process.env['INIT_CWD'] ?? '.', values.json), `${JSON.stringify(report, null, 2)}\n`);
  const waiting = played.filter((one) => one.incident?.status === 'AWAITING_APPROVAL' && !values.once);
  const unexpected = played.filter((one) => one.problems.length > 0 && !waiting.includes(one));
  say(
    unexpected.length === 0
      ? `Every ${waiting.length > 0 ? 'other ' : ''}job reached its expected end, in ${report.seconds} s.`
      : `Not as expected: ${unexpected.map((one) => `${one.job} (${one.problems.join('; ')})`).join(', ')}`,
  );
  if (values.once) return end(unexpected.length === 0 ? 0 : 1);
  if (waiting.length > 0) say(`${waiting.map((one) => one.job).join(', ')} waits for your decision: open ${stack.urls.web}/approvals`);
  say('The stack stays up. Press Ctrl-C to stop.');
}

await runEntry(run);
