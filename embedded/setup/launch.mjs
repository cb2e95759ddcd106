import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import { modules, project, projectEnvironment, projectNode } from './common.mjs';

/** Programs that are JavaScript themselves are run by the project's Node through their shebang, for it comes first on the PATH. */
const commandOf = ({ entry, tool, arguments: rest }) =>
  tool === undefined ? [projectNode, [resolve(project, entry), ...rest]] : [join(modules, '.bin', tool), rest];

/** A process's parent and the name of its program, as `ps` tells them. */
function parentOf(pid) {
  const [, parent, name] =
    /(\d+)\s+(.*)/.exec(spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '') ?? [];
  return { parent: Number(parent), name: name ?? '' };
}

function exists(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (problem) {
    return problem.code === 'EPERM';
  }
}

/**
 * npm runs us below a shell of its own. A signal to npm ends that shell and never reaches us, and a killed npm tells
 * nobody: so when either is gone, whoever started us wants us to end.
 */
function watchNpm(gone) {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
  const shell = process.ppid;
  const { parent, name } = parentOf(shell);
  const npm = /(^|\/)(ba|da|z|k)?sh$/.test(name.trim()) ? parent : shell;
  const timer = setInterval(() => {
    if (process.ppid === shell && exists(npm)) return;
    clearInterval(timer);
    gone();
  }, 300);
  timer.unref();
}

/**
 * Runs the program in our place: same terminal, its signals are ours, its end is our end. The extra channel tells it
 * when we are gone without having been able to say so.
 */
export function launch(plan) {
  const [command, args] = commandOf(plan);
  const channel = plan.tool === undefined ? ['ipc'] : [];
  const child = spawn(command, args, {
    cwd: plan.quiet ? process.cwd() : project,
    env: projectEnvironment(),
    stdio: ['inherit', 'inherit', 'inherit', ...channel],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  watchNpm(() => child.kill('SIGTERM'));
  child.once('error', (problem) => {
    console.error(`${command} could not be started: ${problem.message}`);
    process.exit(127);
  });
  child.once('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}
