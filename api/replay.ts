import { type ReplayChange, type ReplayedCase, replayCase, type StoredCase } from '../domain/learning/replay-case.ts';
import { type CasePosition, readStoredCases } from '../store/reads/stored-cases.ts';
import type { ApiDeps } from './deps.ts';
import type { Caller } from './env.ts';
import type { ReplayAnswer } from './schemas/suggestions.ts';

/** Cases read at once; their evidence may be large. */
const batch = 25;
const mostSamples = 10;

/** How far back, and how many cases at most. */
export interface ReplayWindow {
  readonly days: number;
  readonly limit: number;
}

type Sample = ReplayAnswer['samples'][number];
const verdict = ({ cause, origin, proposedAction, confidence, method }: ReplayedCase['before']): Sample['before'] => ({
  cause,
  origin,
  action: proposedAction,
  confidence,
  method,
});

const sampleOf = (stored: StoredCase, { effect, before, after, rootLine, ruleId }: ReplayedCase): Sample => ({
  effect: effect === 'unchanged' ? 'other' : effect,
  incidentId: stored.incidentId,
  job: stored.job,
  at: stored.at,
  text: rootLine.slice(0, 400).toWellFormed(),
  before: verdict(before),
  after: verdict(after),
  ruleId,
  truth: stored.truth === null ? null : { ...stored.truth },
});

/** Shows what a change would have done to the failures of the last days, and changes nothing. `changesOf` tells it of a few cases, in their order. */
export async function replayStored(
  { transact }: Pick<ApiDeps, 'transact'>,
  { tenant, actor }: Caller,
  { days, limit }: ReplayWindow,
  changesOf: (cases: readonly StoredCase[]) => Promise<readonly ReplayChange[]>,
): Promise<ReplayAnswer> {
  const counts = { unchanged: 0, better: 0, worse: 0, other: 0 };
  const samples: Sample[] = [];
  let before: CasePosition | null = null;
  for (let left = limit; left > 0; left -= batch) {
    const part = { days, limit: Math.min(batch, left), before };
    const found: readonly StoredCase[] = await transact(tenant, actor, (tx) => readStoredCases(tx, part));
    for (const [index, change] of (await changesOf(found)).entries()) {
      const stored = found[index];
      if (stored === undefined) continue;
      const replayed = replayCase(stored, change);
      counts[replayed.effect] += 1;
      if (replayed.effect !== 'unchanged') samples.push(sampleOf(stored, replayed));
    }
    before = found.at(-1) ?? null;
    if (found.length < part.limit) break;
  }
  const cases = counts.unchanged + counts.better + counts.worse + counts.other;
  return { cases, ...counts, samples: chosen(samples) };
}

/** What speaks against the change first. */
const chosen = (samples: readonly Sample[]): Sample[] =>
  (['worse', 'better', 'other'] as const).flatMap((effect) => samples.filter((one) => one.effect === effect).slice(0, mostSamples));
