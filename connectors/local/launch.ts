import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOwner } from './claim.ts';
import { pathsOfRun, runFiles } from './paths.ts';

const wrapperFile = fileURLToPath(new URL('wrapper-start.mjs', import.meta.url));

/**
 * How long a run may have no living owner before another wrapper is sent: one that was sent may still be on its way,
 * one that died is missed sooner. Twice as long each time, for a busy machine is only made busier.
 */
const patienceMs = { unclaimed: 6000, orphaned: 2000 };
const maxPatienceMs = 60_000;
const sent = new Map<string, { readonly at: number; readonly times: number }>();

function remember(runDir: string): void {
  const now = Date.now();
  for (const [known, { at }] of sent) if (now - at > 2 * maxPatienceMs) sent.delete(known);
  sent.set(runDir, { at: now, times: (sent.get(runDir)?.times ?? 0) + 1 });
}

/** Sends a wrapper to a run. Sending too many is harmless: one of them becomes the owner, the others leave. */
export async function sendWrapper(runDir: string): Promise<void> {
  remember(runDir);
  const wrapper = spawn(process.execPath, [wrapperFile, runDir], { cwd: '/', detached: true, stdio: 'ignore' });
  wrapper.unref();
  await new Promise<void>((resolve) => {
    wrapper.once('spawn', resolve);
    wrapper.once('error', () => resolve());
  });
}

function isTooSoon(runDir: string, since: number, firstMs: number): boolean {
  const last = sent.get(runDir) ?? { at: since, times: 1 };
  return Date.now() - last.at < Math.min(firstMs * 2 ** (last.times - 1), maxPatienceMs);
}

/** Sends a wrapper to a run that nobody looks after: its first one never came, or died before the run was recorded. */
export async function healRun(runDir: string): Promise<void> {
  const spec = await stat(runFiles(runDir).spec).catch(() => null);
  if (spec === null) return;
  const owner = await readOwner(runDir);
  if (owner?.alive || isTooSoon(runDir, owner === null ? spec.mtimeMs : 0, owner === null ? patienceMs.unclaimed : patienceMs.orphaned))
    return;
  if (!(await isRecorded(runDir))) await sendWrapper(runDir);
}

/** A wrapper that is done is dead, too. */
async function isRecorded(runDir: string): Promise<boolean> {
  const active = await stat(join(pathsOfRun(runDir).active, runKeyOf(runDir))).catch(() => null);
  return active === null && (await stat(runFiles(runDir).result).catch(() => null)) !== null;
}

/** The key of the run that a folder holds. */
export const runKeyOf = (runDir: string): string => basename(runDir);
