import { causeDefaults } from '../domain/diagnosis/rules/define-rules.ts';
import type { ConfirmedVerdict } from '../domain/diagnosis/types.ts';
import type { Cause } from '../domain/incidents/vocabulary.ts';
import { type LearningSettings, mayPromote } from '../domain/knowledge/learning-settings.ts';
import type { Case } from './cases.ts';
import { confirmVerdict } from './diagnoses.ts';
import { keepCandidate } from './knowledge/candidates.ts';
import { wholeSettings } from './knowledge/learning-settings.ts';
import { settleUses } from './knowledge/settle-uses.ts';
import { appendRecord } from './record.ts';
import type { Tx } from './tx.ts';

/** Green resubmissions without a red one after which an outcome counts as confirmed, where the learning settings do not ask for more. */
const successesToConfirm = 3;

/** What the outcome of a case is weighed against. */
export interface Lesson {
  /** Resubmissions of the job for the case's fingerprint, over all cases, and how many ended green. */
  readonly tried: number;
  readonly worked: number;
  /** The verdict that answers for the fingerprint now. */
  readonly known: Pick<ConfirmedVerdict, 'cause' | 'origin' | 'action' | 'by'> | null;
  /** The case consulted knowledge entries whose outcome is not counted yet. */
  readonly consulted: boolean;
  /** When the product may use what it learned by itself. */
  readonly learning: LearningSettings;
}

/** Reads by the case's id alone, so that it travels along with the case itself. */
export async function readLesson(tx: Tx, incidentId: string): Promise<Lesson> {
  const row = await tx.one<Omit<Lesson, 'learning'> & { readonly learning: Partial<LearningSettings> | null }>(
    `select p.tried, p.worked,
       case when c.fingerprint is null then null
         else jsonb_build_object('cause', c.cause, 'origin', c.origin, 'action', c.action, 'by', c.confirmed_by) end as known,
       exists (select from knowledge_use u where u.tenant_id = $1 and u.incident_id = $2 and u.settled is null) as consulted,
       (select body from learning_settings where tenant_id = $1 order by version desc limit 1) as learning
     from (select 1) always
     left join incident i on i.tenant_id = $1 and i.id = $2
     cross join lateral (
       select count(*)::integer as tried, (count(*) filter (where outcome = 'green'))::integer as worked from effect e
       where e.tenant_id = $1 and e.target = i.job_id and e.fingerprint = i.fingerprint and e.kind = 'submission' and e.outcome in ('green', 'red')) p
     left join confirmed_verdict c on c.tenant_id = $1 and c.fingerprint = i.fingerprint`,
    [tx.tenant, incidentId],
  );
  return { ...row, learning: wholeSettings(row.learning) };
}

/**
 * Keeps what a verified outcome teaches: once an action has worked three times for a fingerprint and never failed, and the learning
 * settings allow it, the verdict behind it answers for that fingerprint before every rule. A person's verdict is never overruled by an
 * outcome. Its statements are all started at once.
 */
export async function learnFromOutcome(tx: Tx, found: Case, { tried, worked, known, learning }: Lesson): Promise<void> {
  const { fingerprint, cause, origin, action, confidence } = found;
  if (fingerprint === null || cause === null || cause === 'UNKNOWN' || origin === null || action === null) return;
  if (tried !== worked || known?.by === 'human' || isSame(known, found)) return;
  const learned = { category: null, cause, confidence: confidence ?? 0, successes: worked };
  if (!mayPromote(learned, learning, successesToConfirm)) return;
  const reason = `${action} worked ${worked} of ${tried} times`;
  await Promise.all([
    confirmVerdict(tx, { fingerprint, cause, origin, action, by: 'outcome', incidentId: found.id, reason }),
    appendRecord(tx, {
      incidentId: found.id,
      kind: 'verdict-confirmed',
      stage: 'learn',
      summary: `Learned: ${reason} for this failure.`,
      detail: { fingerprint, cause, action },
    }),
  ]);
}

const isSame = (known: Lesson['known'], { cause, origin, action }: Case): boolean =>
  known !== null && known.cause === cause && known.origin === origin && known.action === action;

/** What nothing before the model reaches without a rule or an entry that fits. */
const unsure = 0.6;

/** Whether no rule and no entry could tell what the failure was. */
const matchedNothing = ({ cause, method, confidence }: Case): boolean =>
  cause === null || cause === 'UNKNOWN' || method === 'model' || method === 'degraded' || (confidence ?? 0) < unsure;

/** What the outcome of our own action teaches the knowledge base: the record of the entries consulted, and a candidate where nothing matched. */
export async function learnKnowledge(tx: Tx, found: Case, { consulted }: Lesson): Promise<void> {
  if (consulted) await settleUses(tx, found, true);
  if (matchedNothing(found) && found.action !== null) await keepCandidate(tx, found, `${found.action} worked.`);
}

/** What a person's resolution teaches it: automatic tries had not helped, and the solution is kept as a candidate. */
export async function learnResolution(tx: Tx, found: Case, solution: string | null): Promise<void> {
  if (found.attempts > 0) await settleUses(tx, found, false);
  if (solution !== null && solution !== '') await keepCandidate(tx, found, solution);
  else if (matchedNothing(found)) await keepCandidate(tx, found, `${tx.actor.name} resolved it.`);
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
