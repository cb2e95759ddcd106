import { contentHash } from '../domain/canonical.ts';
import type { Action } from '../domain/incidents/vocabulary.ts';
import type { Parameters } from '../domain/jobs/types.ts';
import type { Actor } from '../domain/people/actor.ts';
import type { SettledVerdict } from '../domain/people/moves.ts';
import type { Decision } from '../domain/policy/types.ts';
import type { Case } from './cases.ts';
import { newId } from './ids.ts';
import type { Tx } from './tx.ts';
import { iso, isoOrNull } from './values.ts';

export const proposalStates = ['open', 'approved', 'amended', 'rejected', 'other-action', 'expired', 'withdrawn'] as const;
export type ProposalState = (typeof proposalStates)[number];

/** What is approved: the hash covers exactly this. */
export interface ProposalContent {
  readonly incidentId: string;
  readonly round: number;
  readonly revision: number;
  readonly target: { readonly platform: string; readonly job: string; readonly run: string };
  readonly decision: Decision;
  readonly evidence: string;
}

export interface Proposal {
  readonly id: string;
  readonly incidentId: string;
  readonly round: number;
  readonly revision: number;
  readonly hash: string;
  readonly content: ProposalContent;
  readonly state: ProposalState;
  /** `asked`, `reminder` or `reroute`: how far the waiting has come. */
  readonly stage: string;
  readonly asked: readonly string[];
  readonly createdAt: string;
  readonly reminderAt: string | null;
  readonly rerouteAt: string | null;
  readonly expiresAt: string;
  readonly decidedBy: Actor | null;
  readonly decidedAt: string | null;
  readonly reason: string | null;
  /** What is to be done after the verdict. */
  readonly final: { readonly action: Action; readonly parameters: Parameters } | null;
}

interface ProposalRow {
  id: string;
  incident_id: string;
  round: number;
  revision: number;
  hash: string;
  content: ProposalContent;
  state: ProposalState;
  stage: string;
  asked: string[];
  created_at: string;
  reminder_at: string | null;
  reroute_at: string | null;
  expires_at: string;
  decided_by: Actor | null;
  decided_at: string | null;
  reason: string | null;
  final: Proposal['final'];
}

export const toProposal = (row: ProposalRow): Proposal => ({
  id: row.id,
  incidentId: row.incident_id,
  round: row.round,
  revision: row.revision,
  hash: row.hash,
  content: row.content,
  state: row.state,
  stage: row.stage,
  asked: row.asked,
  createdAt: iso(row.created_at),
  reminderAt: isoOrNull(row.reminder_at),
  rerouteAt: isoOrNull(row.reroute_at),
  expiresAt: iso(row.expires_at),
  decidedBy: row.decided_by,
  decidedAt: isoOrNull(row.decided_at),
  reason: row.reason,
  final: row.final,
});

/** When people are asked again, and when it is too late. */
export interface Waits {
  readonly reminderAt: string;
  readonly rerouteAt: string;
  readonly expiresAt: string;
}

/** A proposal that is being stored. */
export interface FreshProposal {
  readonly id: string;
  readonly hash: string;
  readonly waits: Waits;
  readonly stored: Promise<unknown>;
}

/** Starts to put a decision before a person. */
export function keepProposal(
  tx: Tx,
  found: Case,
  input: {
    readonly round: number;
    readonly revision: number;
    readonly decision: Decision;
    readonly waits: Waits;
    readonly asked: readonly string[];
    readonly evidenceDigest: string;
  },
): FreshProposal {
  const { round, revision, decision, waits } = input;
  const id = newId('prop');
  const content: ProposalContent = {
    ...{ incidentId: found.id, round, revision, decision },
    evidence: input.evidenceDigest,
    target: { platform: found.job.platform, job: found.job.jobKey, run: found.run.runKey },
  };
  const hash = contentHash(content);
  const stored = tx.rows(
    `insert into proposal (tenant_id, id, incident_id, round, revision, hash, content, asked, reminder_at, reroute_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb, $9, $10, $11)`,
    [
      ...[tx.tenant, id, found.id, round, revision, hash, JSON.stringify(content), JSON.stringify(input.asked)],
      ...[waits.reminderAt, waits.rerouteAt, waits.expiresAt],
    ],
  );
  return { id, hash, waits, stored };
}

/** The proposal of one decision. */
export async function readProposal(tx: Tx, incidentId: string, round: number, revision: number): Promise<Proposal | null> {
  const row = await tx.maybe<ProposalRow>(
    'select * from proposal where tenant_id = $1 and incident_id = $2 and round = $3 and revision = $4',
    [tx.tenant, incidentId, round, revision],
  );
  return row === null ? null : toProposal(row);
}

/** The proposal that waits in a case, if any. */
export async function readOpenProposal(tx: Tx, incidentId: string): Promise<Proposal | null> {
  const row = await tx.maybe<ProposalRow>(
    `select * from proposal where tenant_id = $1 and incident_id = $2 and state = 'open' order by round desc, revision desc limit 1`,
    [tx.tenant, incidentId],
  );
  return row === null ? null : toProposal(row);
}

/** Every proposal of a case, oldest first. */
export const listProposals = async (tx: Tx, incidentId: string): Promise<readonly Proposal[]> =>
  (
    await tx.rows<ProposalRow>('select * from proposal where tenant_id = $1 and incident_id = $2 order by round, revision', [
      tx.tenant,
      incidentId,
    ])
  ).map(toProposal);

/** Decides an open proposal; false when somebody else was first. */
export async function settleProposal(
  tx: Tx,
  id: string,
  verdict: { readonly state: Exclude<ProposalState, 'open'>; readonly reason: string | null; readonly final: Proposal['final'] },
): Promise<boolean> {
  const rows = await tx.rows(
    `update proposal set state = $3, reason = $4, final = $5::jsonb, decided_by = $6::jsonb, decided_at = now()
     where tenant_id = $1 and id = $2 and state = 'open' returning id`,
    [tx.tenant, id, verdict.state, verdict.reason, verdict.final === null ? null : JSON.stringify(verdict.final), JSON.stringify(tx.actor)],
  );
  return rows.length > 0;
}

/** Notes how far the waiting has come and who has been asked by now. */
export async function advanceProposal(tx: Tx, id: string, stage: string, asked: readonly string[]): Promise<void> {
  await tx.rows('update proposal set stage = $3, asked = $4::jsonb where tenant_id = $1 and id = $2', [
    tx.tenant,
    id,
    stage,
    JSON.stringify(asked),
  ]);
}

const verdictOf = {
  approved: 'approve',
  amended: 'amend',
  rejected: 'reject',
  'other-action': 'other-action',
  expired: 'expired',
  withdrawn: 'expired',
} as const;

/** What a decided proposal leads to. @throws Error while it is open */
export function settledVerdict({ state, final }: Proposal): SettledVerdict {
  if (state === 'open') throw new Error('The proposal is not decided yet');
  return { verdict: verdictOf[state], action: final?.action ?? 'ESCALATE' };
}
