import { cleanContent, emptyContent } from '../../domain/knowledge/clean-content.ts';
import { tagsOf } from '../../domain/knowledge/search-terms.ts';
import { collections } from '../../domain/knowledge/types.ts';
import type { Case } from '../cases.ts';
import { appendRecord } from '../record.ts';
import type { Tx } from '../tx.ts';
import { addEntry } from './entries.ts';

/** Keeps how a case was solved as a candidate, one for each failure and solution; it is used only after a person or an outcome has confirmed it. */
export async function keepCandidate(tx: Tx, found: Case, solution: string): Promise<void> {
  const symptom = found.rootCause ?? '';
  const content = cleanContent(
    {
      ...emptyContent,
      title: `${found.job.name}: ${symptom === '' ? (found.cause ?? 'UNKNOWN') : symptom}`,
      ...{ symptom, solution, collection: collections.incidents, tags: tagsOf(symptom), service: found.job.name },
      ...{ cause: found.cause === 'UNKNOWN' ? null : found.cause, origin: found.origin === 'UNKNOWN' ? null : found.origin },
      action: found.action,
      severity: found.severity,
    },
    [],
  );
  if (await isKept(tx, found.fingerprint, content.solution)) return;
  const entry = await addEntry(tx, {
    ...content,
    ...{ state: 'candidate', provenance: 'incident', author: tx.actor.name, fingerprint: found.fingerprint, sourceIncidentId: found.id },
  });
  await appendRecord(tx, {
    incidentId: found.id,
    kind: 'solution-kept',
    stage: 'learn',
    summary: 'The solution is kept as a candidate for the knowledge base.',
    detail: { knowledgeEntry: entry.id },
  });
}

async function isKept(tx: Tx, fingerprint: string | null, solution: string): Promise<boolean> {
  if (fingerprint === null) return false;
  const known = await tx.maybe('select id from knowledge_entry where tenant_id = $1 and fingerprint = $2 and solution = $3 limit 1', [
    tx.tenant,
    fingerprint,
    solution,
  ]);
  return known !== null;
}
