import type { RunPage, RunSummary } from '../contract.ts';
import { describeLog, type EndedRun, readBackward, readForward } from './ended-log.ts';

const pageLength = 500;
/** Room for lines that several writers appended out of order, and for a clock that was set back. */
const disorderMs = 60_000;

const toSummary = ({ recordedAt: _recordedAt, ...run }: EndedRun): RunSummary => run;

/** Offset of the first line that can belong to a run which ended since a time. */
async function offsetSince(path: string, since: string): Promise<number> {
  const from = new Date(Date.parse(since) - disorderMs).toISOString();
  let offset = (await describeLog(path)).size;
  for await (const { run, start } of readBackward(path)) {
    if (run.recordedAt < from) return offset;
    offset = start;
  }
  return offset;
}

/** The offset of a cursor, or null when it belongs to another log. */
function offsetOf(cursor: string | null, log: { readonly id: string; readonly size: number }): number | null {
  const [id, offset] = (cursor ?? '').split(':');
  if (id === 'none') return 0; // nothing had ended when it was given out
  const value = Number(offset ?? Number.NaN);
  return id === log.id && Number.isInteger(value) && value >= 0 && value <= log.size ? value : null;
}

/**
 * The runs behind a cursor, in the order in which their ends were recorded. The cursor is a position in an append-only
 * log: a run that ends late is appended behind it. A cursor of a replaced state starts again at `since`.
 */
export async function listEnded(path: string, cursor: string | null, since: string): Promise<RunPage> {
  const log = await describeLog(path);
  const known = offsetOf(cursor, log);
  const runs: RunSummary[] = [];
  let offset = known ?? (await offsetSince(path, since));
  for await (const { run, next } of readForward(path, offset)) {
    if (runs.length === pageLength) return { runs, cursor: `${log.id}:${offset}`, more: true };
    offset = next;
    if (known !== null || (run.finishedAt ?? run.recordedAt) >= since) runs.push(toSummary(run));
  }
  return { runs, cursor: `${log.id}:${offset}`, more: false };
}

/** The latest ended runs of a job, newest first. */
export async function listHistory(path: string, jobKey: string, limit: number): Promise<RunSummary[]> {
  const found: RunSummary[] = [];
  if (limit <= 0) return found;
  for await (const { run } of readBackward(path)) {
    if (run.jobKey === jobKey) found.push(toSummary(run));
    if (found.length >= limit) break;
  }
  return found;
}
