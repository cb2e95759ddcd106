import type { Cause, DiagnosisMethod, Origin } from '../../domain/incidents/vocabulary.ts';
import { precedentSentence } from '../../domain/policy/precedent.ts';
import type { Policy } from '../../domain/policy/types.ts';
import { type Case, readCase } from '../cases.ts';
import { readDiagnosis } from '../diagnoses.ts';
import { type Proposal, readOpenProposal } from '../proposals.ts';
import { readPrecedent } from '../submission-history.ts';
import type { Tx } from '../tx.ts';
import { iso } from '../values.ts';
import { type IncidentSummary, type SummaryRow, summaryColumns, summaryPresenter, summaryTables } from './incident-summary.ts';
import { Conditions, decodeCursor, type Page, pageOf } from './page.ts';
import { unknownDiagnosis } from './unknown-diagnosis.ts';

/** A tunable as people see it: its place in the ladder is Nightshift's own business. */
export const presentTunables = (tunables: Case['job']['tunables']) =>
  tunables.map(({ name, type, unit, min, max, step, default: usual }) => ({ name, type, unit, min, max, step, default: usual }));

/** A proposal with what a person needs to decide it. */
export async function presentProposal(tx: Tx, found: Pick<Case, 'job' | 'fingerprint'>, proposal: Proposal) {
  const { decision } = proposal.content;
  const precedent = found.fingerprint === null ? null : precedentSentence(await readPrecedent(tx, found.job.id, found.fingerprint));
  const { decidedBy } = proposal;
  return {
    id: proposal.id,
    incidentId: proposal.incidentId,
    round: proposal.round,
    hash: proposal.hash,
    state: proposal.state,
    stage: proposal.stage,
    action: decision.action,
    riskTier: decision.riskTier,
    confidence: decision.confidence,
    reason: decision.reason,
    approvalReasons: [...decision.approval],
    parameters: { ...decision.parameters },
    changes: [...decision.changes],
    tunables: presentTunables(found.job.tunables),
    asked: [...proposal.asked],
    createdAt: proposal.createdAt,
    reminderAt: proposal.reminderAt,
    rerouteAt: proposal.rerouteAt,
    expiresAt: proposal.expiresAt,
    decidedBy: decidedBy === null ? null : { kind: decidedBy.kind, id: decidedBy.id, name: decidedBy.name },
    decidedAt: proposal.decidedAt,
    decisionReason: proposal.reason,
    final: proposal.final === null ? null : { action: proposal.final.action, parameters: { ...proposal.final.parameters } },
    precedent,
  };
}

export interface ProposalItem {
  readonly proposal: Awaited<ReturnType<typeof presentProposal>>;
  readonly incident: IncidentSummary;
  readonly diagnosis: {
    readonly rootCause: string;
    readonly quotes: string[];
    readonly confidence: number;
    readonly method: DiagnosisMethod;
    readonly cause: Cause;
    readonly origin: Origin;
  };
}

/** An item for the inbox; null when nothing waits in the case. */
async function readItem(tx: Tx, incident: IncidentSummary): Promise<ProposalItem | null> {
  const proposal = await readOpenProposal(tx, incident.id);
  if (proposal === null) return null;
  const found = await readCase(tx, incident.id);
  const diagnosis = (await readDiagnosis(tx, incident.id, proposal.round)) ?? unknownDiagnosis;
  return {
    proposal: await presentProposal(tx, found, proposal),
    incident,
    diagnosis: {
      rootCause: diagnosis.rootCause,
      quotes: [...diagnosis.quotes],
      confidence: diagnosis.confidence,
      method: diagnosis.method,
      cause: diagnosis.cause,
      origin: diagnosis.origin,
    },
  };
}

/** What waits for a person, the most urgent first: critical jobs, then what expires soonest. */
export async function listOpenProposals(
  tx: Tx,
  base: Policy,
  { cursor, limit }: { readonly cursor: string | undefined; readonly limit: number },
): Promise<Page<ProposalItem>> {
  const where = new Conditions(`i.tenant_id = $1 and p.state = 'open' and i.closed_at is null`, tx.tenant);
  const urgency = `case when i.criticality = 'critical' then '0' else '1' end`;
  if (cursor !== undefined)
    where.add(`(${urgency}, p.expires_at, i.id) > (?, ?::timestamptz, ?)`, ...decodeCursor(cursor, ['text', 'time', 'text']));
  const rows = await tx.rows<SummaryRow & { urgency: string; expires_at: string }>(
    `select ${summaryColumns}, ${urgency} as urgency, p.expires_at from ${summaryTables} join proposal p on p.tenant_id = i.tenant_id and p.incident_id = i.id
     where ${where.sql} order by ${urgency}, p.expires_at, i.id limit ${where.parameter(limit + 1)}`,
    where.parameters,
  );
  const page = pageOf(rows, limit, await summaryPresenter(tx, base), (row) => [row.urgency, iso(row.expires_at), row.id]);
  const items: ProposalItem[] = [];
  for (const incident of page.items) {
    const item = await readItem(tx, incident);
    if (item !== null) items.push(item);
  }
  return { items, nextCursor: page.nextCursor };
}

/** What waits in one case; null when there is no such case or nothing waits. */
export async function readProposalItem(tx: Tx, base: Policy, incidentId: string): Promise<ProposalItem | null> {
  const row = await tx.maybe<SummaryRow>(`select ${summaryColumns} from ${summaryTables} where i.tenant_id = $1 and i.id = $2`, [
    tx.tenant,
    incidentId,
  ]);
  return row === null ? null : readItem(tx, (await summaryPresenter(tx, base))(row));
}
