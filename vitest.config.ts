import { defineConfig } from 'vitest/config';

const tier = (name: string, include: string[], testTimeout: number, parallel = false) => ({
  extends: true as const,
  test: { name, include, testTimeout, hookTimeout: Math.max(testTimeout, 60_000), fileParallelism: parallel },
});

/** One project per test tier; `npm test` runs them in this order, cheapest first. No test gets a second try: a race that shows once is a race. */
export default defineConfig({
  test: {
    projects: [
      tier(
        'unit',
        [
          '*.test.ts',
          '{domain,connectors,activities,store,api,cli,embedded,workflows,temporal}/**/*.test.ts',
          'tests/simulators/**/*.test.ts',
        ],
        30_000,
        true,
      ),
      tier('structure', ['tests/structure/**/*.test.ts'], 60_000),
      tier('replay', ['tests/replay/**/*.test.ts'], 60_000),
      tier('workflows', ['tests/workflows/**/*.test.ts'], 120_000),
      tier('integration', ['tests/integration/**/*.test.ts'], 180_000),
      tier('browser', ['tests/browser/**/*.test.ts'], 180_000),
      tier('faults', ['tests/faults/**/*.test.ts'], 600_000),
    ],
  },
});
