import type { z } from '@hono/zod-openapi';
import { assertNever } from '../domain/assert-never.ts';
import { type IncidentStatus, isClosed, isRetry } from '../domain/incidents/vocabulary.ts';
import type { InterventionKind, SettleResult } from '../domain/people/moves.ts';
import { checkParameters } from '../domain/policy/parameter-ladder.ts';
import { type Case, lockCase, readCase } from '../store/cases.ts';
import { type InterventionPayload, type Message, readMessage, saveMessage, type VerdictPayload } from '../store/messages.ts';
import { readOpenProposal } from '../store/proposals.ts';
import { presentProposal } from '../store/reads/proposals.ts';
import { StoreRefusal } from '../store/refusal.ts';
import type { Tx } from '../store/tx.ts';
import type { ApiDeps } from './deps.ts';
import type { Caller } from './env.ts';
import { AppError, type ErrorCode, errorStatus, invalidField } from './errors.ts';
import type { MoveAnswer } from './schemas/moves.ts';

type Answer = z.output<typeof MoveAnswer>;
export interface MoveReply {
  readonly status: 200 | 202;
  readonly answer: Answer;
}

/** The proposal has changed: the answer carries the one that stands now. */
async function stale(tx: Tx, found: Case): Promise<StoreRefusal> {
  const open = await readOpenProposal(tx, found.id);
  const message = open === null ? 'There is no open proposal in this case any more' : 'The proposal has changed since you saw it';
  return new StoreRefusal('stale', message, { proposal: open === null ? null : await presentProposal(tx, found, open) });
}

const closed = (status: IncidentStatus): StoreRefusal => new StoreRefusal('closed', `The incident is closed as ${status}`, { status });

/** What another action needs to make sense. */
function checkAction(found: Case, verdict: VerdictPayload, proposed: string): void {
  if (verdict.action === proposed) throw invalidField('action', `is what is proposed already: approve ${proposed} instead`);
  if (verdict.action === 'RETRY_WITH_NEW_PARAMS')
    throw invalidField('action', 'cannot be chosen without parameters: amend the proposal instead');
  if (verdict.action === 'RETRY' && !found.job.canSubmit)
    throw invalidField('action', `cannot be done: Nightshift cannot start runs on ${found.job.platform}`);
}

/** Refuses a verdict that could not be applied. @throws StoreRefusal closed, stale; AppError invalid */
async function checkVerdict(tx: Tx, found: Case, verdict: VerdictPayload): Promise<void> {
  const open = await readOpenProposal(tx, found.id);
  if (open === null || open.hash !== verdict.hash) throw await stale(tx, found);
  if (verdict.verdict === 'other-action') checkAction(found, verdict, open.content.decision.action);
  if (verdict.verdict !== 'amend') return;
  if (!isRetry(open.content.decision.action))
    throw invalidField('parameters', `cannot be amended: ${open.content.decision.action} has none`);
  const problems = Object.entries(checkParameters(found.job.tunables, verdict.parameters ?? {})).map(
    ([name, problem]) => [`parameters.${name}`, problem] as const,
  );
  if (problems.length > 0)
    throw new AppError('invalid', problems.map(([name, problem]) => `${name} ${problem}`).join('; '), {
      details: Object.fromEntries(problems),
    });
}

type Move =
  | { readonly kind: 'verdict'; readonly payload: VerdictPayload }
  | { readonly kind: InterventionKind; readonly payload: InterventionPayload };

/** Keeps a person's move and hands it to the case. @throws StoreRefusal, AppError */
export async function makeMove(deps: ApiDeps, caller: Caller, incidentId: string, move: Move): Promise<MoveReply> {
  const message = await deps.transact(caller.tenant, caller.actor, async (tx) => {
    const found = await lockCase(tx, incidentId);
    if (isClosed(found.status)) throw closed(found.status);
    if (move.kind === 'verdict') await checkVerdict(tx, found, move.payload);
    return readMessage(tx, await saveMessage(tx, incidentId, move.kind, move.payload));
  });
  if (message === null) throw new AppError('internal', 'The move was not kept');
  await deliver(deps, caller, message);
  return answerTo(deps, caller, message.id, 'throw');
}

/** Waits for what comes of a move; whatever goes wrong on the way leaves it pending. */
async function deliver(deps: ApiDeps, caller: Caller, message: Message): Promise<void> {
  try {
    await deps.temporal.deliver(caller.tenant, message);
  } catch (error) {
    deps.log.warn({ event: 'move-left-to-steward', messageId: message.id, err: error });
  }
}

/** What has come of a move so far, from its row. `throw` makes a refusal an error answer, `tell` reports it. */
export async function answerTo(deps: ApiDeps, caller: Caller, messageId: string, refusal: 'throw' | 'tell'): Promise<MoveReply> {
  return deps.transact(caller.tenant, caller.actor, async (tx) => {
    const message = await readMessage(tx, messageId);
    if (message === null) throw new StoreRefusal('not-found', `There is no message ${messageId}`);
    const found = await readCase(tx, message.incidentId);
    const problem = message.result === null ? null : await problemOf(tx, found, message, message.result);
    if (problem !== null && refusal === 'throw') throw problem;
    const state = message.state === 'pending' ? 'pending' : problem === null ? 'applied' : 'refused';
    const answer: Answer = {
      messageId,
      state,
      kind: message.kind,
      status: found.status,
      url: `/api/messages/${messageId}`,
      message: state === 'pending' ? 'Kept; it will be applied as soon as a worker takes it' : (problem?.message ?? null),
    };
    return { status: state === 'pending' ? 202 : 200, answer };
  });
}

const closesAs = { resolve: 'RESOLVED', cancel: 'CANCELLED', 'false-positive': 'FALSE_POSITIVE' } as const;

/** Why a settled move did not do what its person wanted; null when it did. */
async function problemOf(tx: Tx, found: Case, message: Message, result: SettleResult): Promise<StoreRefusal | AppError | null> {
  switch (result.kind) {
    case 'verdict':
    case 'taken-over':
      return null;
    case 'closed':
      return message.kind in closesAs && closesAs[message.kind as keyof typeof closesAs] === result.status ? null : closed(result.status);
    case 'refused':
      if (result.code === 'stale') return stale(tx, found);
      return new AppError(result.code in errorStatus ? (result.code as ErrorCode) : 'conflict', result.message);
    default:
      return assertNever(result);
  }
}
