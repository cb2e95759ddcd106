import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
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

it('puts no note of a trim behind the last line when the command wrote nothing after it', async () => {
  writeFileSync(log, line('some line').repeat(300) + line('Error: last line'));
  trimOutput(log, limit);
  finishOutput(log, limit);
  expect((await readLogTail(log)).endsWith(line('Error: last line'))).toBe(true);
});

it('ends with the last line while another process trims the log and puts it together', async () => {
  const text = line('some line').repeat(300) + line('Error: last line');
  for (let round = 0; round < 40; round += 1) {
    const path = join(folder, `${round}.log`);
    writeFileSync(path, text);
    const trimming = new Worker(
      `import { finishOutput, trimOutput } from ${JSON.stringify(new URL('output.ts', import.meta.url).href)};
       trimOutput(${JSON.stringify(path)}, ${limit});
       finishOutput(${JSON.stringify(path)}, ${limit});`,
      { eval: true, execArgv: ['--input-type=module'] },
    );
    const ended = once(trimming, 'exit').then(() => true);
    let isDone = false;
    while (!isDone) {
      expect(await readLogTail(path)).toContain('Error: last line');
      isDone = await Promise.race([ended, setImmediate(false)]);
    }
  }
});
