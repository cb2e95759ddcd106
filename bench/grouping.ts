import { fingerprint } from '../domain/diagnosis/fingerprint.ts';
import { failures } from '../domain/diagnosis/fixtures/failures.ts';
import { mask } from '../domain/diagnosis/mask.ts';
import { normalise } from '../domain/diagnosis/normalise.ts';
import type { DiagnosisInput } from '../domain/diagnosis/types.ts';
import { between, letters, type Random, seededRandom } from '../domain/text/fixtures/random.ts';
import { makeLines } from './log-templates.ts';
import type { Measure } from './measures.ts';

interface Grouped {
  /** What belongs together by the way it was made. */
  readonly truth: string;
  /** What we take for the same. */
  readonly group: string;
}

/** Grouping accuracy as in the literature on log parsing: the share of lines whose group holds exactly the lines that belong together. */
export function groupingAccuracy(lines: readonly Grouped[]): number {
  const sizes = Map.groupBy(lines, ({ truth }) => truth);
  const groups = [...Map.groupBy(lines, ({ group }) => group).values()];
  const right = groups.filter((group) => {
    const truths = new Set(group.map(({ truth }) => truth));
    return truths.size === 1 && group.length === sizes.get(group[0]?.truth ?? '')?.length;
  });
  return right.reduce((sum, group) => sum + group.length, 0) / lines.length;
}

/** The same failure on another day: other times, hosts, ids, ports and counts; codes, names and years of versions as they are. */
function onAnotherDay(text: string, random: Random): string {
  return text
    .replace(
      /\b\d{4}-\d{2}-\d{2}([T ])\d{2}:\d{2}:\d{2}/g,
      (_, separator: string) =>
        `2025-0${between(random, 1, 9)}-1${between(random, 0, 9)}${separator}0${between(random, 0, 9)}:${between(random, 10, 59)}:${between(random, 10, 59)}`,
    )
    .replace(
      /\b(?:10|172|192)\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g,
      () => `10.${between(random, 0, 255)}.${between(random, 0, 255)}.${between(random, 1, 254)}`,
    )
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, () =>
      [8, 4, 4, 4, 12].map((length) => letters(random, 'hex', length)).join('-'),
    )
    .replace(/\b0x[0-9a-f]+\b/g, () => `0x${letters(random, 'hex', 8)}`)
    .replace(/\/(?:data|tmp|opt|home|var|mnt|srv)\/[\w./-]+/g, (path) =>
      /\.\w+$/.test(path) ? `/data/${letters(random, 'lower', 5)}/file${/\.\w+$/.exec(path)?.[0] ?? ''}` : path,
    )
    .replace(/\b\d+(?= (?:rows|records|bytes|ms|seconds|retries|attempts)\b)/g, () => String(between(random, 2, 99_999)));
}

const inputOf = (platform: string, errorText: string): DiagnosisInput => ({
  platform,
  errorText,
  logTail: '',
  exitCode: null,
  signal: null,
  platformReason: null,
});

function fingerprintOf(platform: string, text: string): string {
  const input = inputOf(platform, text);
  return fingerprint(input, normalise(input));
}

/** How well masking finds what belongs together: on a log of known templates, and on our own set of failures, each on three days. */
export function measureGrouping(): readonly Measure[] {
  const random = seededRandom(20_261_125);
  const logs = makeLines(random, 10_000).map(({ template, text }) => ({ truth: String(template), group: mask(text) }));
  const errors = failures.flatMap(([platform, , , text]) =>
    [0, 1, 2].map((day) => ({
      truth: fingerprintOf(platform, text),
      group: fingerprintOf(platform, day === 0 ? text : onAnotherDay(text, random)),
    })),
  );
  return [
    { name: 'grouping accuracy on a log of 50 templates', unit: 'share', value: groupingAccuracy(logs), bound: { atLeast: 0.95 } },
    { name: 'grouping accuracy on failures, each on three days', unit: 'share', value: groupingAccuracy(errors), bound: { atLeast: 0.95 } },
  ];
}
