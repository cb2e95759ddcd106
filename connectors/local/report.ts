import type { RunIdentity, RunState } from '../../domain/jobs/types.ts';
import type { RunReport } from '../contract.ts';
import { readOwner } from './claim.ts';
import { readWritten } from './durable.ts';
import { type EndedRun, findEnded } from './ended-log.ts';
import { healRun } from './launch.ts';
import { errorTextOf, readLogTail } from './log-text.ts';
import { type LocalPaths, runDirOf, runFiles } from './paths.ts';
import { type ChildRecord, type RunResult, type RunSpec, readRunSpec } from './run-files.ts';

/** The platform's sentence belongs into the error text unless the output tells the same story better. */
function sentenceFor(result: RunResult, logTail: string): string | null {
  if (logTail.trim() === '') return result.message;
  if (result.reason === 'exit-code') return null;
  return result.reason === 'signal' && result.signal !== 'SIGKILL' && result.signal !== 'SIGTERM' ? null : result.message;
}

async function stateOf(runDir: string, child: ChildRecord | null): Promise<RunState> {
  return child !== null || (await readOwner(runDir)) !== null ? 'running' : 'queued';
}

async function reportRun(spec: RunSpec, runDir: string): Promise<RunReport> {
  const files = runFiles(runDir);
  const result = await readWritten<RunResult>(files.result);
  const child = await readWritten<ChildRecord>(files.child);
  if (result === null) await healRun(runDir);
  const logTail = await readLogTail(files.log);
  const ended = result !== null && result.state !== 'succeeded';
  return {
    platform: 'local',
    jobKey: spec.jobKey,
    runKey: spec.runKey,
    try: 0,
    state: result?.state ?? (await stateOf(runDir, child)),
    startedAt: result?.startedAt ?? child?.startedAt ?? null,
    finishedAt: result?.finishedAt ?? null,
    exitCode: result?.exitCode ?? null,
    signal: result?.signal ?? null,
    reason: result?.reason ?? null,
    errorText: ended ? errorTextOf(sentenceFor(result, logTail), logTail) : '',
    logTail,
    parameters: spec.parameters,
    submissionKey: spec.submissionKey,
    url: null,
  };
}

/** What is still known of a run whose folder is gone. */
function reportRemoved({ recordedAt: _recordedAt, ...run }: EndedRun): RunReport {
  const errorText = run.state === 'succeeded' ? '' : '[nightshift: the output of this run was removed after its retention]';
  return { ...run, exitCode: null, signal: null, reason: null, errorText, logTail: '', parameters: {}, url: null };
}

/** The truth about one run; null when there is none of this name. */
export async function readRunReport(paths: LocalPaths, run: RunIdentity): Promise<RunReport | null> {
  const runDir = runDirOf(paths, run.runKey);
  if (runDir === null || (run.try ?? 0) !== 0) return null;
  const spec = await readRunSpec(runDir);
  if (spec !== null) return spec.jobKey === run.jobKey ? await reportRun(spec, runDir) : null;
  const ended = await findEnded(paths.ended, run.runKey);
  return ended === null || ended.jobKey !== run.jobKey ? null : reportRemoved(ended);
}
