import { parseArgs } from 'node:util';
import { readCorpusFiles } from '../domain/diagnosis/fixtures/read-corpus.ts';
import { createRuleMatcher } from '../domain/diagnosis/match-rules.ts';
import { builtInRules } from '../domain/diagnosis/rules/built-in.ts';
import { recordRules } from '../domain/evaluation/rule-record.ts';

const help = `Usage: npm run eval:rules [-- --least N]

How the texts of fixtures/field, written without a look at any rule, bear out the rules that decide them, the worst first:
texts, share with the rule's cause, share that agrees whether to run again, the rule's confidence.

  --least N   only rules that decide at least so many texts (8)`;

const { values } = parseArgs({ options: { least: { type: 'string', default: '8' }, help: { type: 'boolean', short: 'h' } } });
const least = Number(values.least);
if (values.help === true || !Number.isInteger(least)) {
  console.log(help);
  process.exit(values.help === true ? 0 : 2);
}
const confidences = new Map(builtInRules.map(({ id, confidence }) => [id, confidence]));
const texts = readCorpusFiles('field').flatMap((file) => file.texts);
for (const { rule, texts: count, rightCause, rightRerun } of recordRules(texts, createRuleMatcher(builtInRules)))
  if (count >= least)
    console.log(
      [String(count).padStart(5), rightCause.toFixed(2), rightRerun.toFixed(2), (confidences.get(rule) ?? 0).toFixed(2), rule].join('  '),
    );
