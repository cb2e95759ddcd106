import { existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { exclusively, modules, project, projectEnvironment, projectNode, run, SetupError } from './common.mjs';

const web = join(project, 'web');
const dist = join(web, 'dist');
const stamp = join(dist, '.built');

const changedAt = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);

/** The newest change below a folder; folders count too, for a deletion changes only them. */
function newestBelow(folder) {
  let newest = changedAt(folder);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (
      ['dist', 'node_modules'].includes(entry.name) ||
      entry.name.startsWith('.') ||
      entry.name.endsWith('.test.tsx') ||
      entry.name.endsWith('.test.ts')
    )
      continue;
    const path = join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestBelow(path) : changedAt(path));
  }
  return newest;
}

/** The build and its own folders are among what changes `web` itself, so only what is inside counts. */
function sourcesChangedAt() {
  const inside = readdirSync(web, { withFileTypes: true }).filter(
    ({ name }) => name !== 'dist' && name !== 'node_modules' && !name.startsWith('.'),
  );
  const times = inside.map((entry) => (entry.isDirectory() ? newestBelow(join(web, entry.name)) : changedAt(join(web, entry.name))));
  return Math.max(0, changedAt(join(project, 'package-lock.json')), ...times);
}

const isFresh = () => existsSync(join(dist, 'index.html')) && changedAt(stamp) >= sourcesChangedAt();

/** What the bundler says, without its own call stack. */
const firstLines = (output) =>
  stripVTControlCharacters(output)
    .trim()
    .split('\n')
    .filter((line) => !/^\s+at /.test(line))
    .slice(0, 25)
    .join('\n');

async function build() {
  console.log('Building the web UI …');
  const startedAt = Date.now();
  const target = join(web, `.dist-${process.pid}`);
  try {
    const args = [join(modules, 'vite', 'bin', 'vite.js'), 'build', web, '--outDir', target, '--emptyOutDir', '--logLevel', 'warn'];
    const { code, output } = await run(projectNode, args, { environment: projectEnvironment() });
    if (code !== 0) throw new SetupError(`The web UI could not be built:\n${firstLines(output)}`);
    writeFileSync(join(target, '.built'), '');
    rmSync(dist, { recursive: true, force: true });
    renameSync(target, dist);
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
  console.log(`The web UI is built (${((Date.now() - startedAt) / 1_000).toFixed(1)} s).`);
}

/** Builds the web UI when its sources are newer than the last build. */
export async function ensureWebBuilt() {
  if (!existsSync(join(web, 'index.html')) || isFresh()) return;
  await exclusively(async () => {
    if (!isFresh()) await build();
  });
}
