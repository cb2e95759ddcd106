import { existsSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { adoptChild, type ChildEnd, endLeftovers, type RunningChild, startChild } from './child.ts';
import { renewClaim, takeClaim } from './claim.ts';
import { hasCode, readWritten, writeOnce } from './durable.ts';
import { appendEnded, findEnded } from './ended-log.ts';
import { type AskedStop, askedStop, endGroup, findStop, type Stop } from './limits.ts';
import { finishOutput, trimOutput } from './output.ts';
import { pathsOfRun, runFiles } from './paths.ts';
import { type EndReason, type RunResult, type RunSpec, readRunSpec } from './run-files.ts';

/** How often limits, log size and requests are looked at. */
const tickMs = 200;
const renewEveryTicks = 50;
const unobservedMessage = 'The end of the run was not observed: its watcher died, so the exit code is not known';

/** What a watcher needs besides the run. */
export interface Surroundings {
  /** True once this process was asked to end its run. */
  readonly interrupted: () => boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A disk without room must not end the watch: the log is brought to size at the end. */
function keepSmall(log: string, limitBytes: number): void {
  try {
    trimOutput(log, limitBytes);
  } catch {
    // looked at again at the next tick
  }
}

/** Watches a running command until it is gone, and ends it when a limit or somebody says so. */
async function watchChild(
  spec: RunSpec,
  child: RunningChild,
  asked: AskedStop,
  log: string,
  alive: () => void,
): Promise<{ end: ChildEnd; stop: Stop | null }> {
  const seenAt = performance.now() - Math.max(0, Date.now() - Date.parse(child.startedAt));
  let stop: Stop | null = null;
  let ending: { again: () => void } | null = null;
  let ticks = 0;
  const tick = (): void => {
    keepSmall(log, spec.logLimitBytes);
    if (ticks++ % renewEveryTicks === 0) alive();
    if (child.group === null) return;
    ending?.again();
    stop ??= findStop(spec, child.group, performance.now() - seenAt, asked);
    if (stop !== null) ending ??= endGroup(child.group, stop);
  };
  const timer = setInterval(tick, tickMs);
  tick();
  const end = await child.ended;
  clearInterval(timer);
  return { end, stop };
}

/** The result of a command that ran. */
function judge(end: ChildEnd, stop: Stop | null): Pick<RunResult, 'state' | 'exitCode' | 'signal' | 'reason' | 'message'> {
  const { exitCode, signal } = end;
  if (stop !== null)
    return {
      state: stop.reason === 'interrupted' ? 'interrupted' : 'failed',
      exitCode,
      signal,
      reason: stop.reason,
      message: stop.message,
    };
  if (!end.observed) return { state: 'lost', exitCode, signal, reason: 'unobserved', message: unobservedMessage };
  if (exitCode === 0) return { state: 'succeeded', exitCode, signal, reason: null, message: null };
  if (signal !== null) return { state: 'failed', exitCode, signal, reason: 'signal', message: `The process was ended by ${signal}` };
  return { state: 'failed', exitCode, signal, reason: 'exit-code', message: `The process ended with exit code ${exitCode}` };
}

const withoutChild = (state: RunResult['state'], reason: EndReason, message: string): RunResult => ({
  state,
  reason,
  message,
  exitCode: null,
  signal: null,
  startedAt: null,
  finishedAt: new Date().toISOString(),
});

/** Starts or adopts the command, whichever is right, and follows it to its end. */
async function follow(spec: RunSpec, runDir: string, generation: number, surroundings: Surroundings): Promise<RunResult> {
  const files = runFiles(runDir);
  const asked: AskedStop = () => (existsSync(files.cancel) ? 'cancelled' : surroundings.interrupted() ? 'interrupted' : null);
  const early = asked();
  if (early !== null && !existsSync(files.starting))
    return withoutChild(early === 'interrupted' ? early : 'failed', early, askedStop(early).message);
  const mayStart = await writeOnce(files.starting, { generation });
  const child = mayStart ? await startChild(spec, runDir, surroundings.environment) : await adoptChild(runDir);
  if (child === null) return withoutChild('lost', 'unobserved', unobservedMessage);
  if (typeof child === 'string') return withoutChild('failed', 'start-failed', child);
  const { end, stop } = await watchChild(spec, child, asked, files.log, () => void renewClaim(runDir, generation).catch(() => undefined));
  endLeftovers(runDir, child.group);
  return { ...judge(end, stop), startedAt: child.startedAt, finishedAt: new Date().toISOString() };
}

/** Puts an ended run into the list of ended runs, once, and takes it off the active ones. */
async function recordEnd(spec: RunSpec, result: RunResult, runDir: string, firstOwner: boolean): Promise<void> {
  const paths = pathsOfRun(runDir);
  const { runKey, jobKey, submissionKey } = spec;
  if (firstOwner || (await findEnded(paths.ended, runKey)) === null) {
    const { state, startedAt, finishedAt } = result;
    await appendEnded(paths.ended, {
      platform: 'local',
      jobKey,
      runKey,
      try: 0,
      state,
      startedAt,
      finishedAt,
      submissionKey,
      recordedAt: new Date().toISOString(),
    });
  }
  await unlink(join(paths.active, runKey)).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT')) throw error;
  });
}

/**
 * Brings one run to its recorded end, whatever happened to it before. Returns at once when another living process owns it.
 * The command is started at most once: only by the owner that could create the `starting` file.
 */
export async function superviseRun(runDir: string, surroundings: Surroundings): Promise<void> {
  const files = runFiles(runDir);
  const spec = await readRunSpec(runDir);
  if (spec === null) return;
  const generation = await takeClaim(runDir);
  if (generation === null) return;
  const known = await readWritten<RunResult>(files.result);
  if (known === null) await writeOnce(files.result, await follow(spec, runDir, generation, surroundings));
  finishOutput(files.log, spec.logLimitBytes);
  const result = await readWritten<RunResult>(files.result);
  if (result !== null) await recordEnd(spec, result, runDir, generation === 0 && known === null);
}
