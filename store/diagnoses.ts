import type { ConfirmedVerdict, Diagnosis } from '../domain/diagnosis/types.ts';
import type { Severity } from '../domain/incidents/vocabulary.ts';
import type { Kept } from './case-change.ts';
import type { Case } from './cases.ts';
import { newId } from './ids.ts';
import { stepKey } from './record.ts';
import type { Tx } from './tx.ts';

export const evidenceKinds = ['error', 'log', 'run', 'history', 'errors'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

export interface EvidencePiece {
  readonly kind: EvidenceKind;
  readonly content: string;
  /** What was cut, cleaned or could not be had. */
  readonly note: string | null;
}

/** Stored evidence of a round; round 0 is what the reporter said. */
export const readEvidence = (tx: Tx, incidentId: string, round: number): Promise<readonly EvidencePiece[]> =>
  tx.rows<EvidencePiece>('select kind, content, note from evidence where tenant_id = $1 and incident_id = $2 and round = $3', [
    tx.tenant,
    incidentId,
    round,
  ]);

/** Keeps a round's evidence; what is kept already stays as it is. */
export async function saveEvidence(tx: Tx, incidentId: string, round: number, evidence: readonly EvidencePiece[]): Promise<void> {
  const rows = evidence.map((piece) => ({ id: newId('ev'), ...piece }));
  await tx.rows(
    `insert into evidence (tenant_id, id, incident_id, round, kind, content, note)
     select $1, id, $2, $3, kind, content, note from jsonb_to_recordset($4::jsonb) as given (id text, kind text, content text, note text)
     on conflict (tenant_id, incident_id, round, kind) do nothing`,
    [tx.tenant, incidentId, round, JSON.stringify(rows)],
  );
}

/** The verdict on a fingerprint that a person or an outcome settled, if any. */
export async function readConfirmed(tx: Tx, fingerprint: string): Promise<ConfirmedVerdict | null> {
  return tx.maybe<ConfirmedVerdict>(
    `select fingerprint, cause, origin, action, confirmed_by as "by", incident_id as "incidentId", reason
     from confirmed_verdict where tenant_id = $1 and fingerprint = $2`,
    [tx.tenant, fingerprint],
  );
}

/** The verdicts that are settled for any of these fingerprints. */
export const readConfirmedOf = (tx: Tx, fingerprints: readonly string[]): Promise<readonly ConfirmedVerdict[]> =>
  tx.rows<ConfirmedVerdict>(
    `select fingerprint, cause, origin, action, confirmed_by as "by", incident_id as "incidentId", reason
     from confirmed_verdict where tenant_id = $1 and fingerprint = any($2)`,
    [tx.tenant, fingerprints],
  );

export async function readDiagnosis(tx: Tx, incidentId: string, round: number): Promise<Diagnosis | null> {
  const row = await tx.maybe<{ body: Diagnosis }>('select body from diagnosis where tenant_id = $1 and incident_id = $2 and round = $3', [
    tx.tenant,
    incidentId,
    round,
  ]);
  return row?.body ?? null;
}

interface FreshDiagnosis {
  readonly round: number;
  readonly evidence: readonly EvidencePiece[];
  readonly diagnosis: Diagnosis;
  readonly durationMs: number;
}

/** The severity that a case has by its diagnosis: what happens to a critical job is never less than high. */
const severityOf = ({ job }: Case, { severity }: Diagnosis): Severity =>
  job.criticality === 'critical' && severity !== 'critical' ? 'high' : severity;

/** Starts to store a round's evidence and diagnosis. */
export function keepDiagnosis(tx: Tx, found: Case, input: FreshDiagnosis): Kept & { readonly severity: Severity } {
  const { round, diagnosis } = input;
  const severity = severityOf(found, diagnosis);
  const gathered = saveEvidence(tx, found.id, round, input.evidence);
  const diagnosed = tx.rows('insert into diagnosis (tenant_id, incident_id, round, fingerprint, body) values ($1, $2, $3, $4, $5::jsonb)', [
    tx.tenant,
    found.id,
    round,
    diagnosis.fingerprint,
    JSON.stringify(diagnosis),
  ]);
  const { cause, origin, confidence, method, fingerprint } = diagnosis;
  return {
    severity,
    stored: Promise.all([gathered, diagnosed]),
    change: {
      patch: { status: 'ANALYZING', round, cause, origin, confidence, method, severity, fingerprint, root_cause: diagnosis.rootCause },
      lines: [
        {
          incidentId: found.id,
          kind: 'evidence-gathered',
          stage: 'investigate',
          summary: evidenceSummary(input.evidence),
          detail: { round, kinds: input.evidence.map((piece) => piece.kind) },
        },
        {
          incidentId: found.id,
          kind: 'incident-diagnosed',
          stage: 'investigate',
          summary: diagnosis.rootCause,
          durationMs: input.durationMs,
          stepKey: stepKey(found.id, round, 'investigate'),
          detail: {
            ...{ round, cause, origin, confidence, method, severity: diagnosis.severity },
            quotes: diagnosis.quotes.slice(0, 5),
            fingerprint,
          },
        },
      ],
    },
  };
}

const pieceNames = { error: 'error text', log: 'log', run: 'run details', history: 'run history' } as const;

const evidenceSummary = (evidence: readonly EvidencePiece[]): string => {
  const notes = evidence.flatMap((piece) => (piece.note === null ? [] : [piece.note]));
  const what = evidence
    .filter((piece) => piece.content !== '')
    .flatMap((piece) => (piece.kind === 'errors' ? [] : [pieceNames[piece.kind]]));
  return `Gathered ${what.length === 0 ? 'no evidence' : what.join(', ')}${notes.length === 0 ? '' : `; ${notes.join('; ')}`}.`;
};

/** Settles what a fingerprint means, from now on and before every rule. A person overrules an outcome, never the other way round. */
export async function confirmVerdict(tx: Tx, verdict: ConfirmedVerdict): Promise<void> {
  await tx.rows(
    `insert into confirmed_verdict (tenant_id, fingerprint, cause, origin, action, confirmed_by, actor, incident_id, reason)
     values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9)
     on conflict (tenant_id, fingerprint) do update set cause = excluded.cause, origin = excluded.origin, action = excluded.action,
       confirmed_by = excluded.confirmed_by, actor = excluded.actor, incident_id = excluded.incident_id, reason = excluded.reason, at = now()
     where confirmed_verdict.confirmed_by = 'outcome' or excluded.confirmed_by = 'human'`,
    [
      tx.tenant,
      verdict.fingerprint,
      verdict.cause,
      verdict.origin,
      verdict.action,
      verdict.by,
      JSON.stringify(tx.actor),
      verdict.incidentId,
      verdict.reason,
    ],
  );
}
