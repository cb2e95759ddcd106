import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exclusively, modules, project, projectNode, readJson, run, SetupError } from './common.mjs';

const lockPath = join(project, 'package-lock.json');
const markPath = join(modules, '.nightshift-setup.json');

/** What an installation depends on: the lock, the platform and this machine's Node line. */
function wantedMark() {
  const lock = createHash('sha256').update(readFileSync(lockPath)).digest('hex');
  return { lock, platform: `${process.platform}-${process.arch}` };
}

/** The mark alone is not believed: a copied or half-deleted folder may carry one that is not about it. */
const isMarked = (wanted) => {
  const mark = readJson(markPath);
  return mark !== undefined && mark.lock === wanted.lock && mark.platform === wanted.platform && existsSync(projectNode) && holdsDeclared();
};

/** Whether what `package.json` names is there, in the version that it names. */
function holdsDeclared() {
  const { dependencies = {}, devDependencies = {} } = readJson(join(project, 'package.json')) ?? {};
  return Object.entries({ ...dependencies, ...devDependencies }).every(
    ([name, version]) => readJson(join(modules, name, 'package.json'))?.version === version,
  );
}

/** As a new file: one that is linked from another checkout's folder must not change there. */
function writeMark(mark) {
  const fresh = `${markPath}.${process.pid}`;
  writeFileSync(fresh, JSON.stringify(mark));
  renameSync(fresh, markPath);
}

/** Whether npm, called by hand or by CI, has already installed exactly this lock: its own record lists every package. */
function isInstalledByNpm() {
  const installed = readJson(join(modules, '.package-lock.json'))?.packages;
  const locked = readJson(lockPath)?.packages;
  if (installed === undefined || locked === undefined || !existsSync(projectNode)) return false;
  return Object.entries(locked).every(
    ([path, { version, optional }]) => path === '' || installed[path]?.version === version || (optional && installed[path] === undefined),
  );
}

/** npm itself says which npm it is; otherwise the one on the PATH. */
function npmCommand() {
  const file = process.env.npm_execpath;
  return file !== undefined && /npm-cli\.c?js$/.test(file) && existsSync(file)
    ? [process.execPath, [file]]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
}

/** npm makes all folders first and fills them one by one, so a package counts once it has its package.json. */
function countUnpacked() {
  const isUnpacked = (path) => existsSync(join(modules, path, 'package.json'));
  try {
    const names = readdirSync(modules).filter((name) => !name.startsWith('.'));
    return names
      .flatMap((name) => (name.startsWith('@') ? readdirSync(join(modules, name)).map((part) => join(name, part)) : [name]))
      .filter(isUnpacked).length;
  } catch {
    return 0;
  }
}

function progress() {
  const startedAt = Date.now();
  const total = Object.keys(readJson(lockPath)?.packages ?? {}).filter((path) => path.split('node_modules/').length === 2).length;
  let next = 2;
  let before = -1;
  return () => {
    const seconds = Math.round((Date.now() - startedAt) / 1_000);
    if (seconds < next) return;
    next = seconds + (process.stdout.isTTY ? 2 : 5);
    const unpacked = countUnpacked();
    console.log(
      `  ${seconds} s, ${unpacked} of up to ${total} packages${unpacked > 0 && unpacked === before ? '; finishing, Node 24 is being fetched' : ''}`,
    );
    before = unpacked;
  };
}

async function checkNpm([command, first]) {
  const { code, output } = await run(command, [...first, '--version']);
  if (code === 0 && Number(output.split('.')[0]) >= 9) return;
  const found = code === 0 ? `npm here is ${output.trim()}, which is too old (9 or newer is needed).` : 'npm was not found.';
  throw new SetupError(
    `${found} It comes with Node: get Node from https://nodejs.org or with your version manager, or run "npm install --global npm".`,
  );
}

async function install() {
  const npm = npmCommand();
  await checkNpm(npm);
  console.log('Installing dependencies (first start, or they changed) …');
  const startedAt = Date.now();
  const args = [...npm[1], 'ci', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev'];
  const { code, output } = await run(npm[0], args, { tick: progress() });
  if (code !== 0) {
    const lines = output.trim().split('\n').slice(-15).join('\n  ');
    throw new SetupError(
      `The dependencies could not be installed: "npm ci" ended with ${code}.\n  ${lines}\nCheck the network or npm's registry setting, then start again.`,
    );
  }
  if (!existsSync(projectNode))
    throw new SetupError(
      'npm has skipped the install script of the package "node", which brings Node 24. Allow install scripts (npm config set ignore-scripts false), then start again.',
    );
  console.log(`Dependencies are installed (${Math.round((Date.now() - startedAt) / 1_000)} s).`);
}

/** Installs the dependencies unless exactly those of the lock are there. */
export async function ensureInstalled() {
  if (!existsSync(lockPath)) throw new SetupError(`${lockPath} is missing: the checkout is incomplete.`);
  const wanted = wantedMark();
  if (isMarked(wanted)) return;
  await exclusively(async () => {
    if (isMarked(wanted)) return;
    if (!isInstalledByNpm()) await install();
    writeMark(wanted);
  });
}
