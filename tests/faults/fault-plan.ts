import type { Arming, FaultAction } from './fault-points.ts';

/** One run of a batch with its faults. */
export interface FaultCase {
  readonly name: string;
  readonly faults: readonly Arming[];
}

/** A point where several cases meet is waited for until so many are there. */
const gather = 4;
const patienceMs = 1_200;

const fault = (point: string, action: FaultAction): Arming => ({ point, action, gather, patienceMs });

const killed = (point: string): FaultCase => ({ name: `killed at ${point}`, faults: [fault(point, 'kill')] });
/** Right before the call or commit, and right after it when it is done again. */
const killedTwice = (call: string): FaultCase => ({
  name: `killed before and after ${call}`,
  faults: [fault(`${call}:before`, 'kill'), fault(`${call}:after`, 'kill')],
});
const stopped = (point: string): FaultCase => ({ name: `stopped at ${point}`, faults: [fault(point, 'stop')] });
const lost = (call: string): FaultCase => ({ name: `reply lost at ${call}`, faults: [fault(`${call}:after`, 'lost')] });

/** The faults of every run of the tests: where the most can go wrong. */
export const chosenFaults: readonly FaultCase[] = [
  // What the watch misses is found by a sweep.
  ...['watch:incident:before', 'watch:incident:after'].map(killed),
  ...[
    'assessAtOnce:diagnosis',
    'assess:diagnosis',
    'act.submit:claim-run',
    'act.submit:submit',
    'act.submit:settle-run',
    'verifyRun:outcome-run',
    'conclude:incident',
    'remind.ask:claim-mail',
    'settleMessage:message',
    'act.escalate:transmit',
    'act.tell-owner:send',
  ].map(killedTwice),
  ...['act.submit:submit:before', 'act.tell-owner:transmit:before', 'act.escalate:settle-mail:before'].map(stopped),
  ...['assessAtOnce:read-run', 'act.submit:submit', 'act.submit:settle-run', 'act.escalate:send', 'conclude:incident', 'client:start'].map(
    lost,
  ),
];

/** Reached at a worker's start or only now and then, so that a batch does not meet them. */
const rare = /^(steward:(platform|evidence|record_seal)|sweep:application)$/;

/** Every fault at every point that a clean run has reached. */
export function allFaults(points: readonly string[]): readonly FaultCase[] {
  const calls = [...new Set(points.map((point) => point.slice(0, point.lastIndexOf(':'))))].filter((call) => !rare.test(call));
  return calls.flatMap((call) => {
    const sides = [`${call}:before`, `${call}:after`];
    return [...sides.map(killed), ...sides.map(stopped), lost(call)];
  });
}
