import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseItems } from '../domain/evaluation/items.ts';
import { runEvaluation } from '../domain/evaluation/run.ts';

/** Development's view of an evaluation: beside the figures, the texts whose verdicts no reader accepts. `nightshift eval` is the same for users. */

const help = 'Usage: npm run eval -- --file FILE.jsonl [--json OUT] [--learn 12 [--seed N]] [--part open|held-back] [--failures]';
const options = {
  file: { type: 'string' },
  json: { type: 'string' },
  learn: { type: 'string' },
  seed: { type: 'string' },
  part: { type: 'string' },
  failures: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

function readOptions() {
  try {
    return parseArgs({ options }).values;
  } catch (problem) {
    console.error(`${problem instanceof Error ? problem.message : String(problem)}\n\n${help}`);
    process.exit(2);
  }
}

const values = readOptions();
if (values.help === true) {
  console.log(help);
  process.exit(0);
}
const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

function main(file: string): void {
  const content = readFileSync(file, 'utf8');
  const part = values.part as 'open' | 'held-back' | undefined;
  const result = runEvaluation(content, { learn: number(values.learn), seed: number(values.seed), part });
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
  const { perItem, ...figures } = result;
  console.log(JSON.stringify(figures, null, 2));
  if (values.failures !== true) return;
  const texts = new Map(parseItems(content).map((item) => [item.id, item.text]));
  for (const one of perItem) if (one.wrong !== undefined) console.log(JSON.stringify({ ...one, text: texts.get(one.id)?.slice(0, 600) }));
}

const learn = number(values.learn);
if (values.file === undefined || (learn !== undefined && !(Number.isInteger(learn) && learn > 0))) {
  console.error(help);
  process.exitCode = 2;
} else {
  try {
    main(values.file);
  } catch (problem) {
    console.error(`${values.file}: ${problem instanceof Error ? problem.message : String(problem)}`);
    process.exitCode = 2;
  }
}
