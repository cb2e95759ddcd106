import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What failed and why, a text each: said once more at the very end, where nobody has to scroll for it. */
  readonly failures: readonly string[];
}

const firstLines = (text: string): string => text.split('\n').slice(0, 12).join('\n');

const describeFailure = (test: TestCase): string =>
  [`${test.module.relativeModuleId} > ${test.fullName}`, ...(test.result().errors ?? []).map((error) => firstLines(error.message))].join(
    '\n    ',
  );

const messageOf = (error: unknown): string => firstLines((error as { message?: string } | null)?.message ?? String(error));

/** Writes how many tests passed, failed and were skipped to the file that `COUNTS_FILE` names. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts = { passed: 0, failed: errors.length, skipped: 0, failures: errors.map(messageOf) };
    for (const module of modules) {
      const broken = module.errors();
      if (broken.length > 0) counts.failed += 1;
      counts.failures.push(...broken.map((error) => `${module.relativeModuleId}: ${messageOf(error)}`));
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed' || state === 'failed' || state === 'skipped') counts[state] += 1;
        if (state === 'failed') counts.failures.push(describeFailure(test));
      }
    }
    const file = process.env['COUNTS_FILE'];
    if (file !== undefined) writeFileSync(file, JSON.stringify(counts));
  }
}
