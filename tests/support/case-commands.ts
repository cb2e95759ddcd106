import type { AsyncCommand } from 'fast-check';
import fc from 'fast-check';
import { expect } from 'vitest';
import { stewardActor } from '../../domain/people/actor.ts';
import type { VerdictKind } from '../../domain/people/moves.ts';
import { setSwitch } from '../../store/policies.ts';
import { agree, type CaseModel, end, type RealCase, type Resting, rest, settledMove } from './case-model.ts';
import { tenantId } from './lifecycle.ts';

type Command = AsyncCommand<CaseModel, RealCase, true>;

const command = (name: string, run: (model: CaseModel, real: RealCase, before: Resting) => Promise<void>): Command => ({
  check: async () => true,
  toString: () => name,
  run: async (model, real) => {
    await run(model, real, await rest(real));
    await agree(model, real);
  },
});

/** A verdict on what stands, or on nothing when nothing does. */
function verdict(kind: VerdictKind, extra: { parameters?: { memoryMb: number }; action?: 'RETRY' | 'SEND_EMAIL' } = {}): Command {
  const name = [kind, ...Object.values(extra).map((value) => JSON.stringify(value))].join(' ');
  return command(name, async (model, real, { proposal, status }) => {
    const hash = proposal?.hash ?? [...model.spent].at(-1) ?? 'none';
    const current = await currentMemory(real);
    const result = await settledMove(real, 'verdict', { verdict: kind, hash, reason: null, ...extra });
    if (proposal === null) {
      expect(result.kind, `a verdict on a case that is ${status} is turned away`).not.toBe('verdict');
      return;
    }
    expect(result).toMatchObject({ kind: 'verdict' });
    model.spent.add(proposal.hash);
    if (kind === 'other-action' && extra.action === 'RETRY') model.approved.push(current);
    if (kind === 'approve') model.approved.push(proposal.memoryMb);
    if (kind === 'amend') model.approved.push(extra.parameters?.memoryMb ?? 0);
  });
}

/** Parameters of the run that the case is about just now. */
const currentMemory = async ({ life, id }: RealCase): Promise<unknown> => (await life.read(id)).run.parameters['memoryMb'];

const stale = command('stale verdict', async (model, real, { proposal }) => {
  for (const hash of ['0'.repeat(64), ...[...model.spent].slice(-1)])
    if (hash !== proposal?.hash)
      expect((await settledMove(real, 'verdict', { verdict: 'approve', hash, reason: 'stale' })).kind).not.toBe('verdict');
});

const twice = command('approve twice at once', async (model, real, { proposal }) => {
  if (proposal === null) return;
  const both = await Promise.all(
    ['one', 'two'].map((reason) => settledMove(real, 'verdict', { verdict: 'approve', hash: proposal.hash, reason })),
  );
  expect(both.filter((result) => result.kind === 'verdict')).toHaveLength(1);
  model.spent.add(proposal.hash);
  model.approved.push(proposal.memoryMb);
});

const intervene = (kind: 'take-over' | 'resolve' | 'cancel', status: string | null): Command =>
  command(kind, async (model, real) => {
    const result = await settledMove(real, kind, { reason: 'Mine' });
    if (model.closedAs === null) {
      expect(result.kind).toBe(status === null ? 'taken-over' : 'closed');
      end(model, status);
    } else expect(result.kind === 'refused' || (result.kind === 'closed' && result.status === model.closedAs)).toBe(true);
  });

const pass = (hours: number): Command =>
  command(`${hours} h pass`, async (model, real, { proposal, heldReason }) => {
    // While the switch holds a case it looks every few seconds, so that days of it would be thousands of looks.
    await real.life.environment.sleep(heldReason === null ? hours * 3_600_000 : 60_000);
    if (proposal === null || Date.parse(proposal.expiresAt) > (await real.life.environment.currentTimeMs())) return;
    model.spent.add(proposal.hash);
    await real.life.until(async () => (await rest(real)).status === 'ESCALATED');
  });

const turn = (stopped: boolean): Command =>
  command(stopped ? 'stop all automation' : 'resume automation', async (model, { life }) => {
    await life.database.transact(tenantId, stewardActor, (tx) => setSwitch(tx, { stopped, reason: null }));
    if (model.held && !stopped) await life.environment.sleep(12_000);
    model.stopped = stopped;
  });

/** Everything that people and time may do to a case. */
export const caseCommands = (size: number) =>
  fc.commands<CaseModel, RealCase, true>(
    [
      ...[verdict('approve'), verdict('approve'), twice, stale, verdict('reject')].map((one) => fc.constant(one)),
      fc.integer({ min: 4, max: 64 }).map((steps) => verdict('amend', { parameters: { memoryMb: steps * 8 } })),
      ...[verdict('other-action', { action: 'SEND_EMAIL' }), verdict('other-action', { action: 'RETRY' })].map((one) => fc.constant(one)),
      ...[intervene('take-over', null), intervene('resolve', 'RESOLVED'), intervene('cancel', 'CANCELLED')].map((one) => fc.constant(one)),
      fc.constantFrom(0.2, 0.6, 3, 13).map(pass),
      ...[turn(true), turn(false)].map((one) => fc.constant(one)),
    ],
    { maxCommands: size },
  );
