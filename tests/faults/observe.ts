import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { localPaths, runFiles } from '../../connectors/local/paths.ts';
import { faultFiles } from './fault-points.ts';
import type { Observed } from './judge.ts';

const linesOf = (file: string): string[] => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []);

/** Starts as the commands noted them, with the keys in the platform's own run folders. */
export function readStarts(stateDirectory: string): Observed['starts'] {
  const paths = localPaths(stateDirectory);
  if (!existsSync(paths.jobStates)) return [];
  return readdirSync(paths.jobStates).flatMap((job) =>
    linesOf(join(paths.jobStates, job, 'starts')).map((run) => {
      const spec = JSON.parse(readFileSync(runFiles(join(paths.runs, run)).spec, 'utf8')) as { submissionKey: string };
      return { job, run, key: spec.submissionKey };
    }),
  );
}

/** Every mail that the catcher has accepted. */
export async function readMails(catcherUrl: string): Promise<Observed['mails']> {
  const mails: { messageId: string; incidentId: string; purpose: string }[] = [];
  for (let after: string | null = null; ; ) {
    const answer = await fetch(`${catcherUrl}/messages?limit=500${after === null ? '' : `&after=${after}`}`);
    const page = (await answer.json()) as { messages: { messageId: string; incidentId: string; purpose: string }[]; next: string | null };
    mails.push(...page.messages.map(({ messageId, incidentId, purpose }) => ({ messageId, incidentId, purpose })));
    if (page.next === null) return mails;
    after = page.next;
  }
}

/** Mails whose process met a fault, or died, after it had begun them and before it wrote down what came of it. */
export function readUncertain(faultsDirectory: string): ReadonlySet<string> {
  const begun = new Map<string, string>();
  const uncertain = new Set<string>();
  for (const line of linesOf(faultFiles(faultsDirectory).uncertain)) {
    const [sign, id = '', process = ''] = line.split(' ');
    const by = begun.get(id);
    if (sign === '!' || (by !== undefined && (sign === '+' || by !== process))) uncertain.add(id);
    if (sign === '+') begun.set(id, process);
    if (sign === '-') begun.delete(id);
  }
  return new Set([...uncertain, ...begun.keys()]);
}

/** The faults that have happened. */
export const readFired = (faultsDirectory: string): readonly { point: string; action: string; hit: number; pid: number; at: number }[] =>
  linesOf(faultFiles(faultsDirectory).fired).map((line) => JSON.parse(line));

/** The points that were reached, each with how often. */
export function readPassed(faultsDirectory: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const point of linesOf(faultFiles(faultsDirectory).passed)) counts.set(point, (counts.get(point) ?? 0) + 1);
  return counts;
}
