import { writeFileSync } from 'node:fs';
import { readCorpus, textsHash } from '../domain/diagnosis/fixtures/read-corpus.ts';
import { createRuleMatcher } from '../domain/diagnosis/match-rules.ts';
import { builtInRules } from '../domain/diagnosis/rules/built-in.ts';
import { rulesVerdict } from '../domain/diagnosis/rules-verdict.ts';
import { packModel } from '../domain/diagnosis/wording/packed-model.ts';
import { trainWording } from '../domain/diagnosis/wording/train.ts';

/** Learns the weights of the wording stage from the corpus and writes them beside it. */
const texts = readCorpus();
const matcher = createRuleMatcher(builtInRules);
const model = trainWording(texts, (evidence, platform) => rulesVerdict(matcher.match(evidence, platform)));
const file = new URL('../domain/diagnosis/wording/built-in-model.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(packModel(model, textsHash(texts)), null, 1)}\n`);
console.log(`Learned from ${texts.length} texts.`);
