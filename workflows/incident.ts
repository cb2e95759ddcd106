import {
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  patched,
  proxyActivities,
  proxyLocalActivities,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { ClosedStatus } from '../domain/incidents/vocabulary.ts';
import type {
  ActInput,
  ActResult,
  Assessment,
  DecideInput,
  IncidentInput,
  IncidentOutcome,
  OpenProposal,
  RemindInput,
  RoundInput,
  SettledVerdict,
  StartedRun,
  VerifyResult,
} from './contract.ts';
import { describeCase, describeStatus } from './describe-case.ts';
import { type Desk, openDesk } from './desk.ts';
import { database, following, investigation, sideEffect } from './profiles.ts';
import { isClosedElsewhere, whyStepFailed } from './step-failure.ts';

const { assess, investigate } = proxyActivities<Activities>(investigation);
const { assessAtOnce, decide, conclude, expireProposal } = proxyLocalActivities<Activities>(database);
const { act, remind } = proxyActivities<Activities>(sideEffect);
const { verifyRun, followRun, awaitRecovery } = proxyActivities<Activities>(following);

/** Cases that were begun before these steps were put together go on with each of them by itself. */
const inOneGo = 'steps-in-one-go';

/** The life of one case, from the failed run to its verified outcome. */
export async function incidentWorkflow(input: IncidentInput): Promise<IncidentOutcome> {
  const desk = openDesk(input);
  const lifecycle = new CancellationScope();
  desk.whenMoved(() => lifecycle.cancel());
  try {
    await lifecycle.run(() => (input.standBy ? standBy(input, input, desk) : handle(input, desk)));
  } catch (error) {
    if (isClosedElsewhere(error)) return { status: 'CANCELLED', rounds: desk.round };
    const at = { ...input, round: desk.round };
    if (!isCancellation(error) || !desk.moved) await handOver(input, at, desk, error);
    else if (!desk.ended) await standBy(input, at, desk);
  }
  await desk.settled();
  const status = desk.closedAs ?? 'ESCALATED';
  describeStatus(status);
  return { status, rounds: desk.round };
}

/** Rounds of investigate, decide, approve, act and verify until one of them ends the case. */
async function handle(input: IncidentInput, desk: Desk): Promise<void> {
  for (let round = input.round; ; round++) {
    const at = { tenantId: input.tenantId, incidentId: input.incidentId, round };
    desk.round = round;
    const done = await assessAndAct(at, round === input.round ? input.revision : 1, desk);
    if (done.kind === 'submitted') {
      if (done.result === 'red' || done.result === 'lost') continue;
      if (done.closedAs !== null) return close(desk, { status: done.closedAs });
      return close(desk, await conclude({ ...at, status: 'RESOLVED', resolution: 'verified' }));
    }
    if (done.kind === 'closed') return close(desk, await conclude({ ...at, status: 'IGNORED', resolution: done.resolution }));
    if (done.action === 'SEND_EMAIL' && (await recovered(at, done.deadlineAt)))
      return close(desk, await conclude({ ...at, status: 'RESOLVED', resolution: 'recovered' }));
    if (done.action === 'SEND_EMAIL') await act({ ...at, revision: done.revision, action: 'ESCALATE', repeat: 0 });
    return standBy(input, at, desk, done.reminderEveryMs);
  }
}

type Carried =
  | { readonly kind: 'submitted'; readonly result: 'green' | 'red' | 'lost'; readonly closedAs: ClosedStatus | null }
  | {
      readonly kind: 'told';
      readonly action: 'SEND_EMAIL' | 'ESCALATE';
      readonly revision: number;
      readonly deadlineAt: string;
      readonly reminderEveryMs: number;
    }
  | { readonly kind: 'closed'; readonly resolution: 'expected' | 'shadow' };

/** Assesses the failure, asks where it must, and carries the decision out; decides again with the reason when the claim finds that it may not. */
async function assessAndAct(at: RoundInput, firstRevision: number, desk: Desk): Promise<Carried> {
  const { found, decision: first } = await assessed({ ...at, revision: firstRevision, because: null });
  describeCase(found, first.proposal === null ? 'DECIDED' : 'AWAITING_APPROVAL');
  for (let revision = firstRevision, decision = first; ; ) {
    if (decision.shadow) return { kind: 'closed', resolution: 'shadow' };
    const { proposal, verdict, notBefore } = decision;
    const { action } = proposal === null ? (verdict ?? decision) : await approved(at, revision, proposal, desk);
    if (action === 'IGNORE') return { kind: 'closed', resolution: 'expected' };
    if (notBefore !== null && Date.parse(notBefore) > Date.now()) await sleep(untilTime(notBefore));
    const acted = await carryOut({ ...at, revision, action, repeat: 0 });
    if (acted.kind === 'submitted') return acted;
    if (acted.kind === 'told') return { ...acted, action: action === 'SEND_EMAIL' ? 'SEND_EMAIL' : 'ESCALATE', revision };
    if (acted.kind === 'failed') return escalated(at, revision);
    decision = await decide({ ...at, revision: ++revision, because: acted.because });
  }
}

/** Investigates and decides: within this workflow task where that takes no patience, else in a step of its own. */
async function assessed(at: DecideInput): Promise<Assessment> {
  if (patched(inOneGo)) return (await assessAtOnce(at)) ?? (await assess(at));
  return { found: await investigate(at), decision: await decide(at) };
}

/** A step failed for good: people get the case, with what went wrong. */
async function handOver(input: IncidentInput, { tenantId, incidentId, round }: RoundInput, desk: Desk, error: unknown): Promise<void> {
  const why = whyStepFailed(error);
  if (why === null) throw error;
  const note = `Nightshift could not go on: ${why.message.slice(0, 500)}`;
  await act({ tenantId, incidentId, round, revision: 1, action: 'ESCALATE', repeat: 0, note });
  await standBy(input, { tenantId, incidentId, round }, desk);
}

async function escalated(at: RoundInput, revision: number): Promise<Carried> {
  const told = await act({ ...at, revision, action: 'ESCALATE', repeat: 0 });
  if (told.kind !== 'told') throw new Error('An escalation can only tell people');
  return { ...told, action: 'ESCALATE', revision };
}

/** Waits for a person: reminder, re-route, and on silence escalation. Silence never approves. */
async function approved(at: RoundInput, revision: number, proposal: OpenProposal, desk: Desk): Promise<SettledVerdict> {
  const verdict = desk.expectVerdict(proposal.hash);
  const given = () => verdict.given !== null;
  // A mail server that is down must not hold up a verdict that is there.
  const tell = (stage: RemindInput['stage']) => Promise.race([remind({ ...at, revision, stage, count: 0 }), condition(given)]);
  await tell('ask');
  if (!(await condition(given, untilTime(proposal.reminderAt)))) await tell('reminder');
  if (!(await condition(given, untilTime(proposal.rerouteAt)))) await tell('reroute');
  await condition(given, untilTime(proposal.expiresAt));
  return verdict.given ?? (await expireProposal({ ...at, revision }));
}

/** Acts and follows what was started to its end. A run that our own stop interrupted is repeated, and not counted. */
async function carryOut(input: ActInput): Promise<Exclude<ActResult, { kind: 'submitted' }> | Extract<Carried, { kind: 'submitted' }>> {
  for (let repeat = 0; ; repeat++) {
    const acted = await act({ ...input, repeat });
    if (acted.kind !== 'submitted') return acted;
    const { result, closedAs } = await verified({ ...input, repeat }, acted.run);
    if (result !== 'interrupted') return { kind: 'submitted', result, closedAs };
  }
}

const verified = (action: ActInput, run: StartedRun | undefined): Promise<VerifyResult> =>
  run !== undefined && patched(inOneGo) ? verifyRun({ ...action, run }) : followRun(action).then((result) => ({ result, closedAs: null }));

/** True when the job's next run was green before the deadline. */
const recovered = (at: RoundInput, deadlineAt: string): Promise<boolean> => awaitRecovery({ ...at, deadlineAt });

/** A person owns the case: reminders until it is acknowledged, and nothing else is done until somebody ends it. */
async function standBy(
  input: IncidentInput,
  { tenantId, incidentId, round }: RoundInput,
  desk: Desk,
  firstReminderMs = 4 * 3_600_000,
): Promise<void> {
  describeStatus('ESCALATED');
  const { runId } = workflowInfo();
  for (let count = 1, everyMs = firstReminderMs; ; count++) {
    if (await condition(() => desk.ended, everyMs)) return;
    ({ everyMs } = await remind({ tenantId, incidentId, round, revision: 1, stage: 'escalation-reminder', count, runId }));
    if (!workflowInfo().continueAsNewSuggested) continue;
    await desk.settled();
    await continueAsNew<typeof incidentWorkflow>({ ...input, round, standBy: true });
  }
}

const untilTime = (time: string): number => Math.max(1, Date.parse(time) - Date.now());

function close(desk: Desk, { status }: { status: Desk['closedAs'] }): void {
  desk.closedAs = status;
}
