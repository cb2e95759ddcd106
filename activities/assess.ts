import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectorError, type RunReport } from '../connectors/contract.ts';
import { workflowActor } from '../domain/people/actor.ts';
import { saveKept } from '../store/case-change.ts';
import type { Case } from '../store/cases.ts';
import type { Assessment, DecideInput, InvestigateResult } from '../workflows/contract.ts';
import { readCircumstances } from './circumstances.ts';
import { decide, decideOn } from './decide.ts';
import type { ActivityDeps } from './deps.ts';
import { type Diagnosed, firstTurn, handledElsewhere, investigate, keepVerdict } from './investigate.ts';
import { lookInto, readRound } from './look-into.ts';

/** So long a workflow task is held for a platform's answer. */
const platformMayTakeMs = 2_000;

/**
 * Investigates a round and decides on it inside the workflow task, in one transaction. Null when that takes the model, or a platform
 * that does not answer soon: nothing is diagnosed then, and `assess` does it with all the patience of a remote activity.
 */
export async function assessAtOnce(deps: ActivityDeps, input: DecideInput): Promise<Assessment | null> {
  const { tenantId } = input;
  const decided = async (found: InvestigateResult): Promise<Assessment> => ({ found, decision: await decide(deps, input) });
  const at = { ...input, begun: deps.now() };
  const [known] = await deps.transact(tenantId, workflowActor, (tx) => tx.finish([readRound(deps, tx, at)]));
  const looked = await soon(lookInto(deps, at, known));
  if (looked === null) return null;
  if (looked.kind === 'done') return decided(looked.result);
  const turn = await deps.transact(tenantId, workflowActor, async (tx) => {
    const [first, circumstances] = await Promise.all([
      firstTurn(deps, tx, at, looked),
      readCircumstances(deps, tx, looked.before, looked.fingerprint),
    ]);
    if (first.kind !== 'diagnosed') return first;
    const { diagnosis, evidence } = first;
    const found = asDiagnosed(first, looked.seen.report);
    const verdict = keepVerdict(deps, tx, at, first);
    const decision = decideOn(deps, tx, input, { found, diagnosis, evidence: evidence.pieces, circumstances });
    await tx.finish([saveKept(tx, input.incidentId, verdict, decision)]);
    return { kind: 'assessed' as const, found: verdict.result, decision: decision.result };
  });
  switch (turn.kind) {
    case 'assessed':
      return { found: turn.found, decision: turn.decision };
    case 'done':
      return decided(turn.result);
    case 'duplicate':
      throw handledElsewhere();
    case 'ask':
      return null;
  }
}

/** Investigates a round and decides on it, however long it takes. */
export const assess = async (deps: ActivityDeps, input: DecideInput): Promise<Assessment> => ({
  found: await investigate(deps, input),
  decision: await decide(deps, input),
});

/** The case as the store has it once the verdict and the platform's account of the run are written, as far as a decision looks at it. */
function asDiagnosed({ current, diagnosis }: Diagnosed, report: RunReport | null): Case {
  const { cause, origin, confidence, method, fingerprint, rootCause } = diagnosis;
  const told = report !== null && Object.keys(report.parameters).length > 0 ? { parameters: report.parameters } : {};
  return { ...current, cause, origin, confidence, method, fingerprint, rootCause, run: { ...current.run, ...told } };
}

/** What comes soon; null when it takes longer or the platform cannot be asked now. Work that is late ends by itself and changes nothing. */
const soon = <Value>(work: Promise<Value>): Promise<Value | null> =>
  Promise.race([
    work.catch((error: unknown) => {
      if (error instanceof ConnectorError) return null;
      throw error;
    }),
    sleep(platformMayTakeMs, null, { ref: false }),
  ]);
