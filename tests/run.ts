import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Counts } from './support/count-reporter.ts';
import { lookAround, type Machine, type Need } from './support/machine.ts';
import { runProgram } from './support/run-program.ts';

/** Test tiers, cheapest first. Where the machine lacks what a tier needs, it is skipped with a line that says so; under CI it fails. */
interface Tier {
  readonly name: string;
  readonly project: string;
  readonly needs: readonly Need[];
  readonly onPostgres?: boolean;
}

const tiers: readonly Tier[] = [
  { name: 'unit', project: 'unit', needs: [] },
  { name: 'structure', project: 'structure', needs: [] },
  { name: 'replay', project: 'replay', needs: [] },
  { name: 'workflows in virtual time', project: 'workflows', needs: ['test-server'] },
  { name: 'integration, embedded database', project: 'integration', needs: ['temporal'] },
  { name: 'integration, PostgreSQL', project: 'integration', needs: ['temporal', 'postgres'], onPostgres: true },
  { name: 'browser', project: 'browser', needs: ['temporal', 'chromium'] },
  { name: 'faults', project: 'faults', needs: ['temporal', 'postgres'], onPostgres: true },
];

const help = `Usage: npm test -- [--tier NAME]... [--all-faults] [FILE]...

Runs the test tiers and ends with a line "N passed, N failed". Tiers: ${[...new Set(tiers.map((tier) => tier.project))].join(', ')}.
  --tier NAME    only this tier; may be given several times
  --all-faults   kill at every point instead of a sample (npm run test:faults)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tier: { type: 'string', multiple: true },
    'all-faults': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}
const unknown = (values.tier ?? []).filter((name) => !tiers.some((tier) => tier.project === name));
if (unknown.length > 0) {
  console.error(`There is no tier ${unknown.join(', ')}.\n\n${help}`);
  process.exit(2);
}
const wanted = tiers.filter((tier) =>
  values['all-faults'] ? tier.project === 'faults' : values.tier === undefined || values.tier.includes(tier.project),
);

/** For a tier whose program ended before it could count. */
const crashed: Counts = { passed: 0, failed: 1, skipped: 0, failures: ['A tier ended before it could count its tests'] };

const machine = await lookAround();
const total = { passed: 0, failed: 0, skipped: 0, failures: [] as string[] };
try {
  for (const tier of wanted) add(await runTier(tier, machine));
} finally {
  await machine.stop();
}
for (const failure of total.failures) console.log(`\nFAILED ${failure}`);
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped === 0 ? '' : `, ${total.skipped} skipped`}`);
process.exit(total.failed === 0 ? 0 : 1);

async function runTier(tier: Tier, { environment, missing }: Machine): Promise<Counts> {
  const lacking = tier.needs.filter((need) => missing.has(need));
  if (lacking.length > 0) {
    const underCi = process.env['CI'] === 'true';
    console.log(`${underCi ? 'FAIL' : 'skip'} ${tier.name}: ${lacking.map((need) => missing.get(need)).join('; ')}`);
    return { passed: 0, failed: underCi ? 1 : 0, skipped: underCi ? 0 : 1, failures: [] };
  }
  console.log(`\n== ${tier.name}`);
  const file = join(mkdtempSync(join(tmpdir(), 'nightshift-counts-')), 'counts.json');
  const code = await runProgram(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      tier.project,
      '--passWithNoTests',
      '--reporter=default',
      '--reporter=./tests/support/count-reporter.ts',
      ...positionals,
    ],
    {
      ...environment,
      COUNTS_FILE: file,
      FAULTS: values['all-faults'] ? 'all' : undefined,
      TEST_DATABASE_URL: tier.onPostgres === true ? environment['POSTGRES_URL'] : undefined,
    },
  );
  const counts = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Counts) : crashed;
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function add(counts: Counts): void {
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  total.failures.push(...counts.failures);
}
