import { failures } from '../domain/diagnosis/fixtures/failures.ts';
import { diagnose } from '../domain/diagnosis/ladder.ts';
import { createRuleMatcher, type RuleMatcher } from '../domain/diagnosis/match-rules.ts';
import { normalise } from '../domain/diagnosis/normalise.ts';
import { builtInRules } from '../domain/diagnosis/rules/built-in.ts';
import type { DiagnosisInput, Rule } from '../domain/diagnosis/types.ts';
import { wordingOpinion } from '../domain/diagnosis/wording/verdict.ts';
import { createItemDiagnosis } from '../domain/evaluation/diagnose-item.ts';
import { freshEntry } from '../domain/evaluation/memory-knowledge.ts';
import { contentOfExample } from '../domain/knowledge/example.ts';
import { cleanLines } from '../domain/text/fixtures/clean-lines.ts';
import { letters, pick, seededRandom } from '../domain/text/fixtures/random.ts';
import { redact } from '../domain/text/redact.ts';
import { makeLines } from './log-templates.ts';
import { type Measure, median, medianOf } from './measures.ts';

const rounds = 9;

/** Milliseconds of this process's own work since an earlier call: on a busy machine the clock also counts everybody else's. */
const worked = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};

/** Words that occur in no text of the bench. */
const strangeWord = (random: () => number): string => `qx${letters(random, 'lower', 9)}zj`;

/** Rules in the shape of the built-in ones that fit nothing. */
const idleRules = (count: number): readonly Rule[] => {
  const random = seededRandom(31);
  return Array.from({ length: count }, (_, index): Rule => {
    const words = [strangeWord(random), strangeWord(random), strangeWord(random)];
    const pattern = pick(random, [
      `${words[0]} (?:${words[1]}|${words[2]})`,
      `\\b${words[0]}[^\\n]{0,40}${words[1]}`,
      `${words[0]}: \\d+ of \\d+|${words[2]}`,
    ]);
    return { ...(builtInRules[index % builtInRules.length] as Rule), id: `idle-${index}`, pattern, kind: 'phrase', platforms: [] };
  }).map(({ platforms: _platforms, ...rule }) => rule);
};

const logInput = (): DiagnosisInput => {
  const random = seededRandom(5);
  const lines = makeLines(random, 400).map(({ text }) => text);
  return {
    platform: 'local',
    errorText: 'connect ECONNREFUSED 10.0.0.1:5432',
    logTail: lines.join('\n'),
    exitCode: null,
    signal: null,
    platformReason: null,
  };
};

/** Milliseconds for matching one text often, in turns between matchers so that both see the same machine. */
function inTurns(matchers: readonly RuleMatcher[]): readonly (readonly number[])[] {
  const input = logInput();
  const evidence = normalise(input);
  const times = matchers.map((): number[] => []);
  for (let round = -1; round < rounds; round++)
    for (const [index, matcher] of matchers.entries()) {
      const begun = process.cpuUsage();
      for (let repeat = 0; repeat < 40; repeat++) matcher.match(evidence, 'local');
      if (round >= 0) times[index]?.push(worked(begun));
    }
  return times;
}

/** What a line costs with a thousand rules, compared with ten of which the same one fits. */
function measureRuleCost(): Measure {
  const hit = builtInRules.filter((rule) => /ECONNREFUSED/i.test(rule.pattern)).slice(0, 1);
  const [few, many] = inTurns([createRuleMatcher([...hit, ...idleRules(9)]), createRuleMatcher([...hit, ...idleRules(999)])]);
  const ratios = (many ?? []).map((time, index) => time / (few?.[index] ?? 1));
  return { name: 'cost per line with 1,000 rules, of that with 10', unit: '×', ...medianOf(ratios), bound: { atMost: 1.5 } };
}

/** From evidence to verdict with a thousand rules and ten thousand entries, everything in this process. */
function measureAnswers(): Measure {
  const random = seededRandom(77);
  const lines = makeLines(random, 10_000);
  const entries = lines.map(({ text }, index) => {
    const [, cause, action] = failures[index % failures.length] ?? ['', 'DATA', 'SEND_EMAIL'];
    const content = contentOfExample({ symptom: text, cause, origin: 'WORKFLOW_ENGINE', action, reason: '', service: null });
    return freshEntry(`kb_${index}`, content, null);
  });
  const rules = [...builtInRules, ...idleRules(Math.max(0, 1_000 - builtInRules.length))];
  const answer = createItemDiagnosis({ matcher: createRuleMatcher(rules), entries, confirmed: new Map(), calibration: null });
  const texts = [...failures.map(([, , , text]) => text), ...lines.slice(0, 300).map(({ text }) => text)];
  const times: number[] = [];
  for (let round = 0; round < 3; round++)
    for (const [index, text] of texts.entries()) {
      const begun = process.cpuUsage();
      answer({ id: String(index), platform: 'local', text });
      if (round > 0) times.push(worked(begun));
    }
  const sorted = times.toSorted((left, right) => left - right);
  return {
    name: `a verdict with ${rules.length.toLocaleString('en')} rules and 10,000 entries, p99`,
    unit: 'ms',
    value: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    bound: { atMost: 20 },
  };
}

/** Single lines of a megabyte that provoke patterns to look far. */
const nastyLines: readonly (readonly [name: string, line: string])[] = (
  [
    ['a', 'a'],
    ['blanks', ' '],
    ['quotes', '"'],
    ['backslashes', '\\'],
    ['names', 'password='],
    ['tags', '<password'],
    ['addresses', 'a://b:c'],
    ['tokens', 'token '],
    ['percent', '%41'],
    ['base64', 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo'],
    ['headers', 'cookie: a=b '],
    ['dashes', ' --token'],
    ['hex', 'a1'],
  ] as const
).map(([name, part]) => [name, part.repeat(Math.ceil(1_000_000 / part.length))]);

function measureRedaction(): readonly Measure[] {
  const secrets = ['correct-horse-battery', 'p@ss w0rd/%"x'];
  const log = cleanLines(seededRandom(9), 12_000).join('\n');
  const time = (text: string): number => {
    const begun = process.cpuUsage();
    redact(text, secrets);
    return worked(begun);
  };
  time(log);
  const speeds = Array.from({ length: 5 }, () => log.length / 1e3 / time(log));
  const worst = nastyLines.map(([, line]) => Math.min(time(line), time(line), time(line)));
  return [
    { name: 'redaction of clean logs', unit: 'MB/s', ...medianOf(speeds), bound: { atLeast: 1 } },
    {
      name: 'redaction of a single line of 1 MB, the nastiest',
      unit: 'ms',
      value: Math.max(...worst),
      spread: [Math.min(...worst), median(worst)],
      bound: { atMost: 200 },
    },
  ];
}

function measureDiagnosisOf(): Measure {
  const matcher = createRuleMatcher(builtInRules);
  const inputs = failures.map(([platform, , , errorText]): DiagnosisInput => ({ ...logInput(), platform, errorText, logTail: '' }));
  for (const input of inputs) diagnose(input, { matcher, confirmed: null, wording: wordingOpinion });
  const times = inputs.map((input) => {
    const begun = process.cpuUsage();
    diagnose(input, { matcher, confirmed: null, wording: wordingOpinion });
    return worked(begun);
  });
  return { name: 'diagnosis of an error text by the built-in rules, median', unit: 'ms', value: median(times), bound: { atMost: 2 } };
}

/** What diagnosis costs in this process: rules, knowledge in memory, redaction. */
export const measureDiagnosis = (): readonly Measure[] => [
  measureRuleCost(),
  measureDiagnosisOf(),
  measureAnswers(),
  ...measureRedaction(),
];
