import type { MailFacts } from '../domain/effects/mail-facts.ts';
import type { Cause } from '../domain/incidents/vocabulary.ts';
import { precedentSentence } from '../domain/policy/precedent.ts';
import type { ParameterChange } from '../domain/policy/types.ts';
import type { Case } from '../store/cases.ts';
import { latestRevision, readDecision } from '../store/decisions.ts';
import { readDiagnosis, readEvidence } from '../store/diagnoses.ts';
import { listEffects } from '../store/effects.ts';
import { readUses } from '../store/knowledge/uses.ts';
import { readPolicy } from '../store/policies.ts';
import { readOpenProposal } from '../store/proposals.ts';
import { readTenantRule } from '../store/rules.ts';
import { readPrecedent } from '../store/submission-history.ts';
import type { Tx } from '../store/tx.ts';
import type { RoundInput } from '../workflows/contract.ts';
import type { ActivityDeps } from './deps.ts';
import type { MailOrder } from './send-mail.ts';

const outcomeWords: Readonly<Record<string, string>> = {
  green: 'succeeded',
  red: 'failed again',
  lost: 'was lost by the platform',
  interrupted: 'was interrupted by a stop of Nightshift',
};

/** Everything a mail about a case may say, read from the store. */
export async function gatherMailFacts(
  deps: ActivityDeps,
  tx: Tx,
  found: Case,
  { round }: RoundInput,
  order: MailOrder,
): Promise<MailFacts> {
  const [diagnosis, decision, proposal, effects, evidence] = [
    await readDiagnosis(tx, found.id, round),
    await readDecision(tx, found.id, round, await latestRevision(tx, found.id, round)),
    await readOpenProposal(tx, found.id),
    await listEffects(tx, found.id),
    await readEvidence(tx, found.id, round),
  ];
  const url = `${deps.settings.publicUrl}/incidents/${found.id}`;
  const shown = proposal?.content.decision ?? decision;
  return {
    incidentId: found.id,
    incidentUrl: url,
    approvalUrl: proposal === null ? null : `${deps.settings.publicUrl}/approvals/${found.id}`,
    application: found.job.application,
    job: found.job.name,
    platform: found.job.platform,
    runKey: found.run.runKey,
    try: found.run.try,
    runUrl: found.run.url,
    failedAt: found.run.finishedAt ?? found.openedAt,
    owner: found.job.owner,
    cause: diagnosis?.cause ?? 'UNKNOWN',
    origin: diagnosis?.origin ?? 'UNKNOWN',
    confidence: diagnosis?.confidence ?? 0,
    method: diagnosis?.method ?? 'rule',
    rootCause: diagnosis?.rootCause ?? 'The failure has not been diagnosed.',
    errorText: evidence.find((piece) => piece.kind === 'error')?.content ?? '',
    quotes: diagnosis?.quotes ?? [],
    precedent: diagnosis === null ? null : precedentSentence(await readPrecedent(tx, found.job.id, diagnosis.fingerprint)),
    attempts: effects
      .filter((effect) => effect.kind === 'submission')
      .map((effect) => {
        const request = effect.request as { attempt: number; changes: readonly ParameterChange[] };
        return {
          number: request.attempt,
          changes: request.changes,
          result: outcomeWords[effect.outcome ?? ''] ?? (effect.state === 'refused' ? 'was refused by the platform' : 'has not ended'),
        };
      }),
    tried: [],
    action: shown?.action ?? 'ESCALATE',
    reason: shown?.reason ?? 'A person has to look.',
    riskTier: shown?.riskTier ?? 'R0',
    changes: shown?.changes ?? [],
    approvalReasons: shown?.approval ?? [],
    advice: [
      ...(await taughtSolution(tx, found, round, diagnosis?.cause ?? 'UNKNOWN')),
      ...(await adviceOf(deps, tx, diagnosis?.stages.find((stage) => stage.outcome === 'answered')?.source ?? null)),
    ],
    narrative: null,
    deadline: proposal?.expiresAt ?? found.deadlineAt,
    otherwise: null,
    reminder: order.reminder,
    rerouted: order.rerouted === true,
  };
}

/** From here on an entry is about the same failure. */
const sameFailure = 0.6;

/** The solution of the entry that the verdict rests on, or of the nearest one that agrees with it. */
async function taughtSolution(tx: Tx, found: Case, round: number, cause: Cause): Promise<readonly string[]> {
  const uses = (await readUses(tx, found.id)).filter((used) => used.round === round && used.state === 'active' && used.solution !== '');
  const near = uses.find(({ parts, ...used }) => used.cause === cause && (parts.pattern === 1 || parts.similarity >= sameFailure));
  const best = uses.find(({ decided }) => decided) ?? near;
  return best === undefined ? [] : [best.solution];
}

/** What the tenant's rule advises, or else the built-in one of this id. */
async function adviceOf(deps: ActivityDeps, tx: Tx, ruleId: string | null): Promise<readonly string[]> {
  if (ruleId === null) return [];
  const advice = (await readTenantRule(tx, ruleId))?.advice ?? deps.adviceFor(ruleId);
  return advice === undefined ? [] : [advice];
}

const isAddress = (text: string | null): text is string => text !== null && /^[^\s@,]+@[^\s@,]+$/.test(text);

/** Who gets a mail of this purpose: the owner, the approvers, or the on-call people; the latter stand in where nobody else is known. */
export async function recipientsOf(deps: ActivityDeps, tx: Tx, found: Case, order: MailOrder): Promise<readonly string[]> {
  const { policy } = await readPolicy(tx, deps.basePolicy, found.job);
  const owner = isAddress(found.job.owner) ? [found.job.owner] : [];
  const orOnCall = (people: readonly string[]) => (people.length > 0 ? people : policy.onCall);
  switch (order.purpose) {
    case 'owner':
    case 'retry-notice':
      return orOnCall(owner);
    case 'approval-request':
    case 'approval-reminder':
      return orOnCall(order.rerouted === true ? policy.rerouteTo : policy.approvers);
    case 'escalation':
    case 'escalation-reminder':
      return [...new Set([...policy.onCall, ...owner])];
  }
}
