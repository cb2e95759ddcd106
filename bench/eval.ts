import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { diagnose } from '../domain/diagnosis/ladder.ts';
import { createRuleMatcher } from '../domain/diagnosis/match-rules.ts';
import { builtInRules } from '../domain/diagnosis/rules/built-in.ts';
import { type EvaluationItem, evaluate } from './eval-metrics.ts';

/** Diagnoses every text of a JSON-Lines file with the built-in rules alone, and compares with its labels where it has them. */

const { values } = parseArgs({
  options: { file: { type: 'string' }, json: { type: 'string' }, part: { type: 'string' }, failures: { type: 'boolean' } },
});

/** Every third line is held back from those who write rules. */
const isHeldBack = (index: number): boolean => index % 3 === 2;

function readItems(file: string): EvaluationItem[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  const items = lines.flatMap((line, index): EvaluationItem[] => {
    if (line.trim() === '') return [];
    try {
      return [JSON.parse(line) as EvaluationItem];
    } catch (error) {
      throw new Error(`${file}, line ${index + 1}: ${(error as Error).message}`, { cause: error });
    }
  });
  if (values.part === undefined) return items;
  return items.filter((_, index) => isHeldBack(index) === (values.part === 'held-back'));
}

function main(): void {
  if (values.file === undefined) {
    console.error('Usage: node bench/eval.ts --file FILE.jsonl [--json OUT] [--part open|held-back] [--failures]');
    process.exitCode = 2;
    return;
  }
  const matcher = createRuleMatcher(builtInRules);
  const items = readItems(values.file);
  const result = evaluate(items, (item) => {
    const input = { platform: item.platform, errorText: item.text, logTail: '', exitCode: null, signal: null, platformReason: null };
    return diagnose(input, { matcher, confirmed: null });
  });
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
  const { perItem, ...figures } = result;
  console.log(JSON.stringify(figures, null, 2));
  if (values.failures === true) {
    for (const [index, one] of perItem.entries())
      if (one.wrong !== undefined) console.log(JSON.stringify({ ...one, text: items[index]?.text.slice(0, 600) }));
  }
}

main();
