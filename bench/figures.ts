import { stewardActor } from '../domain/people/actor.ts';
import { defaultPolicy } from '../domain/policy/default-policy.ts';
import { lastDays, readLearningFigures } from '../store/reads/learning/figures.ts';
import { readMethodsByDay } from '../store/reads/learning/methods.ts';
import { listReviewQueue } from '../store/reads/review-queue.ts';
import type { Tx } from '../store/tx.ts';
import type { TestDatabase } from '../tests/support/database.ts';
import { writeJudgedPast } from './judged-past.ts';
import { type Measure, median, medianOf } from './measures.ts';

const [few, many] = [20_000, 100_000];
const rounds = 9;
const policy = defaultPolicy({ maxResubmissionsPerRun: 3, maxActionsPerIncident: 5, onCall: [], approvers: [] });
const tenantOf = (cases: number): string => `past-${cases}`;

/** What the screens of learning and review ask for. */
const reads: Readonly<Record<string, (tx: Tx) => Promise<unknown>>> = {
  'figures of learning': (tx) => readLearningFigures(tx, lastDays(30, new Date())),
  'methods by day': (tx) => readMethodsByDay(tx, lastDays(30, new Date())),
  'review queue': (tx) =>
    listReviewQueue(tx, policy, {
      filter: { show: 'waiting', since: lastDays(30, new Date()).since },
      cursor: undefined,
      limit: 50,
    }),
};

/** How long figures over a month of 20,000 cases take, and how they grow to 100,000: five times the cases, so about five times the work. */
export async function measureFigures({ url, transact }: TestDatabase, says: (text: string) => void): Promise<Measure[]> {
  await writeJudgedPast(url, [few, many], tenantOf);
  says(`${few} and ${many} judged cases written`);
  const measures: Measure[] = [];
  for (const [name, read] of Object.entries(reads)) {
    const times: Record<number, number[]> = { [few]: [], [many]: [] };
    for (let round = 0; round < rounds; round++)
      for (const cases of [few, many]) {
        const begun = performance.now();
        await transact(tenantOf(cases), stewardActor, read);
        times[cases]?.push(performance.now() - begun);
      }
    const [small, large] = [times[few] ?? [], times[many] ?? []];
    measures.push({ name: `${name}, ${few} cases`, unit: 'ms', ...medianOf(small) });
    measures.push({ name: `${name}, ${many} ÷ ${few} cases`, unit: '×', value: median(large) / median(small), bound: { atMost: 8 } });
  }
  return measures;
}
