import { expect } from 'vitest';
import type { SettleResult } from '../../domain/people/moves.ts';
import type { Message } from '../../store/messages.ts';
import { readOpenProposal } from '../../store/proposals.ts';
import { type Lifecycle, tenantId } from './lifecycle.ts';

/** What a small reference model knows of one critical case: every run of it needs a yes. */
export interface CaseModel {
  /** Terminal status, once somebody or something ended the case. */
  closedAs: string | null;
  takenOver: boolean;
  /** Memory of each run that a person has said yes to, in order; undefined where the job's own default was meant. */
  approved: unknown[];
  /** The yes that waits for the switch. */
  held: boolean;
  stopped: boolean;
  /** Hashes that were decided or have expired: none of them counts again. */
  readonly spent: Set<string>;
}

export const freshModel = (): CaseModel => ({
  closedAs: null,
  takenOver: false,
  approved: [],
  held: false,
  stopped: false,
  spent: new Set(),
});

/** The case under test. */
export interface RealCase {
  readonly life: Lifecycle;
  readonly id: string;
  readonly job: string;
}

export interface Resting {
  readonly status: string;
  readonly heldReason: string | null;
  readonly proposal: { readonly hash: string; readonly memoryMb: unknown; readonly expiresAt: string } | null;
}

const closed = ['RESOLVED', 'IGNORED', 'CANCELLED', 'FALSE_POSITIVE'];

/** Where the case is, once nothing more happens by itself. */
export async function rest({ life, id }: RealCase): Promise<Resting> {
  return life.until(async () => {
    const found = await life.database.transact(tenantId, { kind: 'steward', id: 'test', name: 'Test' }, async (tx) => ({
      ...(await tx.one<{ status: string; held: string | null }>(
        'select status, held_reason as held from incident where tenant_id = $1 and id = $2',
        [tenantId, id],
      )),
      open: await readOpenProposal(tx, id),
    }));
    const { status, held, open } = found;
    const rests =
      closed.includes(status) ||
      status === 'ESCALATED' ||
      status === 'EMAILED' ||
      (status === 'AWAITING_APPROVAL' && open !== null) ||
      held !== null;
    if (!rests) return null;
    const proposal =
      open === null || status !== 'AWAITING_APPROVAL'
        ? null
        : { hash: open.hash, expiresAt: open.expiresAt, memoryMb: open.content.decision.parameters['memoryMb'] };
    return { status, heldReason: held, proposal };
  });
}

/** Makes a move and stays with it until it has been settled. */
export async function settledMove(real: RealCase, kind: Message['kind'], payload: Partial<Message['payload']>): Promise<SettleResult> {
  for (let left = 20; left > 0; left--) {
    const result = await real.life.move(real.id, kind, payload);
    if (result !== 'pending') return result;
  }
  throw new Error(`The move ${kind} was never settled`);
}

/** Compares the world with the model; called whenever the case rests. */
export async function agree(model: CaseModel, real: RealCase): Promise<Resting> {
  const now = await rest(real);
  model.held = now.heldReason !== null;
  const submissions = real.life.platform.submissions.filter((submission) => submission.jobKey === real.job);
  const due = model.held ? model.approved.slice(0, -1) : model.approved;
  expect(
    submissions.map((submission) => submission.parameters['memoryMb']),
    'exactly what was approved has run',
  ).toEqual(due);
  expect(new Set(submissions.map((submission) => submission.key)).size, 'one submission a round').toBe(submissions.length);
  if (model.closedAs !== null) expect(now.status, 'a terminal status never changes').toBe(model.closedAs);
  else if (closed.includes(now.status)) model.closedAs = now.status;
  if (model.takenOver && model.closedAs === null) expect(now.status, 'who took it over has it').toBe('ESCALATED');
  if (now.proposal !== null) expect(model.spent, 'a decided proposal is not asked again').not.toContain(now.proposal.hash);
  return now;
}

/** A case of the model ended: what was still waiting for the switch will not run. */
export function end(model: CaseModel, status: string | null): void {
  if (model.held) model.approved.pop();
  model.held = false;
  if (status === null) model.takenOver = true;
  else model.closedAs = status;
}
