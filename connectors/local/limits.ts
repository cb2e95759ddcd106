import { groupResidentMb, sendSignal } from './process-table.ts';
import type { RunSpec } from './run-files.ts';

/** Why a watcher ends a command. */
export type StopReason = 'time-limit' | 'memory-limit' | 'cancelled' | 'interrupted';

/** A reason to end the command, with the sentence that people read. */
export interface Stop {
  readonly reason: StopReason;
  readonly message: string;
}

/** Asked from outside the watcher: by a signal or by the cancel file. */
export type AskedStop = () => 'cancelled' | 'interrupted' | null;

/** Time between a polite request to end and the end. */
const graceMs = 4000;

const askedMessages = {
  cancelled: 'The run was cancelled on request',
  interrupted: 'The run was interrupted: the local platform was shut down',
} as const;

/** The stop that was asked for, in words. */
export const askedStop = (reason: 'cancelled' | 'interrupted'): Stop => ({ reason, message: askedMessages[reason] });

/** The first reason to end the command now, or null. */
export function findStop(spec: RunSpec, group: number, runningMs: number, asked: AskedStop): Stop | null {
  const request = asked();
  if (request !== null) return askedStop(request);
  if (spec.timeLimitSeconds !== null && runningMs >= spec.timeLimitSeconds * 1000)
    return { reason: 'time-limit', message: `Time limit exceeded: the run was ended after ${spec.timeLimitSeconds} s` };
  if (spec.memoryLimitMb === null) return null;
  const usedMb = Math.ceil(groupResidentMb(group));
  if (usedMb <= spec.memoryLimitMb) return null;
  return {
    reason: 'memory-limit',
    message: `Memory limit exceeded: the run used ${usedMb} MB of ${spec.memoryLimitMb} MB allowed and was ended`,
  };
}

/** Ends a process group: politely first, unless it is eating the machine's memory. Call `again` until it is gone. */
export function endGroup(group: number, stop: Stop): { readonly again: () => void } {
  const since = performance.now();
  sendSignal(-group, stop.reason === 'memory-limit' ? 'SIGKILL' : 'SIGTERM');
  return {
    again: () => {
      if (performance.now() - since > graceMs) sendSignal(-group, 'SIGKILL');
    },
  };
}
