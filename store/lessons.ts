import { causeDefaults } from '../domain/diagnosis/rules/define-rules.ts';
import type { Cause } from '../domain/incidents/vocabulary.ts';
import type { Case } from './cases.ts';
import { confirmVerdict } from './diagnoses.ts';
import { readPrecedent } from './effects.ts';
import { newId } from './ids.ts';
import { appendRecord } from './record.ts';
import type { Tx } from './tx.ts';

/** Green resubmissions without a red one after which an outcome counts as confirmed. */
const successesToConfirm = 3;

/**
 * Keeps what a verified outcome teaches: once an action has worked three times for a fingerprint and never failed, the verdict
 * behind it answers for that fingerprint before every rule. A person's verdict is never overruled by an outcome.
 */
export async function learnFromOutcome(tx: Tx, found: Case): Promise<void> {
  const { fingerprint, cause, origin, action } = found;
  if (fingerprint === null || cause === null || cause === 'UNKNOWN' || origin === null || action === null) return;
  const { tried, worked } = await readPrecedent(tx, found.job.id, fingerprint);
  if (worked < successesToConfirm || tried !== worked) return;
  const reason = `${action} worked ${worked} of ${tried} times`;
  await confirmVerdict(tx, { fingerprint, cause, origin, action, by: 'outcome', incidentId: found.id, reason });
  await appendRecord(tx, {
    incidentId: found.id,
    kind: 'verdict-confirmed',
    stage: 'learn',
    summary: `Learned: ${reason} for this failure.`,
    detail: { fingerprint, cause, action },
  });
}

/** Keeps how a person solved a case as a candidate for the knowledge base; it is used only after somebody has confirmed it. */
export async function keepSolution(tx: Tx, found: Case, solution: string): Promise<void> {
  const id = newId('kb');
  await tx.rows(
    `insert into knowledge_entry (tenant_id, id, title, symptom, explanation, solution, fingerprint, state, source_incident_id, author)
     values ($1, $2, $3, $4, $5, $6, $7, 'candidate', $8, $9)`,
    [
      tx.tenant,
      id,
      `${found.job.name}: ${found.cause ?? 'UNKNOWN'}`,
      found.rootCause ?? '',
      '',
      solution,
      found.fingerprint,
      found.id,
      tx.actor.name,
    ],
  );
  await appendRecord(tx, {
    incidentId: found.id,
    kind: 'solution-kept',
    stage: 'learn',
    summary: 'The solution is kept as a candidate for the knowledge base.',
    detail: { knowledgeEntry: id },
  });
}

/** What a person says the cause really was answers for this failure from now on. */
export async function learnFromPerson(tx: Tx, found: Case, cause: Cause, solution: string | null): Promise<void> {
  if (found.fingerprint === null || cause === 'UNKNOWN') return;
  const { origin, action } = causeDefaults[cause];
  const reason = solution === null || solution === '' ? `${tx.actor.name} named the cause` : solution;
  await confirmVerdict(tx, { fingerprint: found.fingerprint, cause, origin, action, by: 'human', incidentId: found.id, reason });
  await appendRecord(tx, {
    incidentId: found.id,
    kind: 'verdict-confirmed',
    stage: 'learn',
    summary: `${tx.actor.name} named the cause: ${cause}.`,
    detail: { cause },
  });
}
