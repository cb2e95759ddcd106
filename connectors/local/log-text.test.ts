import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readLogTail } from './log-text.ts';
import { finishOutput, trimOutput } from './output.ts';

let folder: string;
let log: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nightshift-log-'));
  log = join(folder, 'output.log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const limit = 10_000;
const line = (text: string) => `${text.padEnd(99, '.')}\n`;

it('ends with the last line at every moment of a trim', async () => {
  writeFileSync(log, line('some line').repeat(300));
  appendFileSync(log, line('Error: last line'));
  trimOutput(log, limit);
  expect(await readLogTail(log)).toContain('Error: last line');
  appendFileSync(log, line('and one after it'));
  const between = await readLogTail(log);
  expect(between.indexOf('and one after it')).toBeGreaterThan(between.indexOf('Error: last line'));
  finishOutput(log, limit);
  expect(await readLogTail(log)).toContain('Error: last line');
});
