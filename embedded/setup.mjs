// The first thing that runs on a fresh checkout: plain JavaScript for Node >= 20.3, nothing installed yet.
// It installs what is missing and hands over to the project's own Node, which runs TypeScript directly.

const oldestNode = [20, 3];

/** Commands with a program of their own. `web` tells that the program serves the web UI. */
const commands = {
  start: { entry: 'embedded/supervisor.ts', web: true },
  demo: { entry: 'embedded/demo.ts', web: true },
  clean: { entry: 'embedded/clean.ts' },
  cli: { entry: 'cli/main.ts', quiet: true },
};

const usage = `Usage: node embedded/setup.mjs COMMAND [ARGUMENTS]

  start          start Nightshift (npm start)
  demo           start it and run the sample jobs (npm run demo)
  setup          only install what is missing: dependencies, web UI, Temporal programs
  clean          remove what can be made again
  cli            the command line client
  run FILE.ts    run a TypeScript program of this checkout
  tool NAME      run a program of node_modules/.bin
`;

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  console.error(`Nightshift needs Node ${oldestNode.join('.')} or newer; this is ${process.versions.node} (${process.execPath}).`);
  console.error('Get a newer one from https://nodejs.org or with your version manager (for example: nvm install 24), then start again.');
  process.exit(1);
}

/** What to run for a command line, or undefined when it makes no sense. */
function plan([command, ...rest]) {
  if (command === 'setup') return { setup: true, web: true, entry: 'embedded/obtain-tools.ts', arguments: rest };
  if (command === 'run' && rest[0] !== undefined) return { entry: rest[0], arguments: rest.slice(1) };
  if (command === 'tool' && rest[0] !== undefined) return { tool: rest[0], arguments: rest.slice(1) };
  if (command !== undefined && Object.hasOwn(commands, command)) return { ...commands[command], arguments: rest };
  return undefined;
}

async function main() {
  checkNode();
  const found = plan(process.argv.slice(2));
  if (found === undefined) {
    console.error(usage);
    process.exit(2);
  }
  const { ensureInstalled } = await import('./setup/install.mjs');
  const { ensureWebBuilt } = await import('./setup/web.mjs');
  const { launch } = await import('./setup/launch.mjs');
  if (found.quiet) console.log = console.error; // its output belongs to the program alone
  await ensureInstalled();
  const asksForHelp = found.arguments.includes('--help') || found.arguments.includes('-h');
  if (found.web && !asksForHelp) await ensureWebBuilt();
  launch(found);
}

main().catch((problem) => {
  console.error(problem?.name === 'SetupError' ? problem.message : problem);
  process.exit(1);
});
