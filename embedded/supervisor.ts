import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { type Stack, startStack } from './stack.ts';
import { jobProblems, jobsDirectory, printUrls, runEntry } from './start-options.ts';
import { onStopRequest } from './stop-signals.ts';

const help = `Starts Nightshift: database, Temporal server, mail catcher, worker, API and web UI.

Usage: npm start [-- OPTIONS]

  --jobs DIR    folder with the job definitions of the local platform (JOBS_DIR)
  --help        this text

Settings come from the environment:
  PORT                                       web UI and API (8000)
  TEMPORAL_PORT, TEMPORAL_UI_PORT            embedded Temporal server (7233) and its web page (8233)
  SMTP_CATCHER_PORT, HTTP_CATCHER_PORT       embedded mail catcher (1025, 8025)
  STATE_DIR                                  everything that is kept (.nightshift)
  DATABASE_URL, TEMPORAL_ADDRESS, SMTP_HOST  use these instead of the embedded ones
  TEMPORAL_CLI_PATH, NIGHTSHIFT_CACHE_DIR    a Temporal CLI of your own; where a fetched one is kept

Ctrl-C stops everything, a second one at once. What was decided and recorded stays in STATE_DIR.
`;

const say = (line: string): void => console.log(line);

async function run(): Promise<void> {
  const { values } = parseArgs({ options: { jobs: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
  if (values.help) return say(help);
  const giveUp = new AbortController();
  let stack: Stack | undefined;
  onStopRequest(
    () => {
      say('Stopping …');
      giveUp.abort();
      void stack?.stop().then(() => {
        say('Stopped.');
        process.exit(0);
      });
    },
    () => {
      say('Stopping at once.');
      void (stack?.kill() ?? Promise.resolve()).then(() => process.exit(130));
    },
  );
  say('Nightshift is starting.');
  const environment = { ...process.env, ...jobsDirectory(values.jobs) };
  for (const problem of await jobProblems(readConfig(environment).JOBS_DIR)) say(`  left out: ${problem}`);
  stack = await startStack({ environment, says: say, signal: giveUp.signal });
  printUrls(stack, say);
  say('Press Ctrl-C to stop.');
}

await runEntry(run);
