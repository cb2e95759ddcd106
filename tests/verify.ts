import { runProgram } from './support/run-program.ts';

/** Format, lint, types, architecture and bundle, in seconds and without a network. */
const checks: readonly (readonly [name: string, ...command: string[]])[] = [
  ['format', 'node_modules/.bin/biome', 'check', '--reporter=summary', '.'],
  ['lint', 'node_modules/.bin/oxlint', '--type-aware', '--quiet'],
  ['types', process.execPath, 'node_modules/typescript/bin/tsc', '-p', '.'],
  ['types of the web app', process.execPath, 'node_modules/typescript/bin/tsc', '-p', 'web'],
  ['architecture and bundle', process.execPath, 'node_modules/vitest/vitest.mjs', 'run', '--project', 'structure', '--reporter=dot'],
];

const failed: string[] = [];
for (const [name, command, ...parameters] of checks) {
  const begun = performance.now();
  const code = await runProgram(command ?? '', parameters);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
  if (code !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`Not fine: ${failed.join(', ')}`);
  process.exit(1);
}
