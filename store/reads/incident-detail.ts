import type { Diagnosis, StageVerdict } from '../../domain/diagnosis/types.ts';
import type { Action, IncidentStatus } from '../../domain/incidents/vocabulary.ts';
import type { Parameters } from '../../domain/jobs/types.ts';
import type { Decision, ParameterChange, Policy } from '../../domain/policy/types.ts';
import { type Case, readCase } from '../cases.ts';
import { type Effect, listEffects } from '../effects.ts';
import { listFeedback } from '../feedback.ts';
import { readUses } from '../knowledge/uses.ts';
import { decisionId } from '../outcome-feedback.ts';
import { readRequests } from '../platform-requests.ts';
import { listProposals } from '../proposals.ts';
import { StoreRefusal } from '../refusal.ts';
import type { Tx } from '../tx.ts';
import { iso, isoOrNull } from '../values.ts';
import { readCaseModelCalls } from './case-model-calls.ts';
import { readSummary } from './incidents.ts';
import { presentMail } from './outbox.ts';
import { presentProposal, presentTunables } from './proposals.ts';

/** Everything the page of one case shows. @throws StoreRefusal not-found */
export async function readIncidentDetail(tx: Tx, base: Policy, incidentId: string) {
  const summary = await readSummary(tx, base, incidentId);
  if (summary === null) throw new StoreRefusal('not-found', `There is no incident ${incidentId}`);
  const found = await readCase(tx, incidentId);
  const effects = await listEffects(tx, incidentId);
  const proposals = [];
  for (const proposal of await listProposals(tx, incidentId)) proposals.push(await presentProposal(tx, found, proposal));
  const evidence = await readAllEvidence(tx, incidentId);
  return {
    ...summary,
    generation: found.generation,
    round: found.round,
    fingerprint: found.fingerprint,
    proposal: proposals.findLast((proposal) => proposal.state === 'open') ?? null,
    proposals,
    rounds: await readRounds(tx, incidentId, evidence),
    attemptList: await readAttempts(tx, incidentId, effects),
    mails: effects.filter((effect) => effect.kind === 'mail').map(presentMail),
    requests: await readRequests(tx, incidentId),
    history: historyOf(evidence),
    similar: await readSimilar(tx, found),
    knowledge: (await readUses(tx, incidentId)).map((used) => ({ ...used, parts: { ...used.parts } })),
    modelCalls: await readCaseModelCalls(tx, incidentId),
    feedback: (await listFeedback(tx, incidentId)).map((one) => ({
      id: one.id,
      kind: one.kind,
      body: { ...one.body },
      actor: { kind: one.actor.kind, id: one.actor.id, name: one.actor.name },
      at: one.at,
    })),
    tunables: presentTunables(found.job.tunables),
  };
}

interface EvidenceRow {
  round: number;
  kind: string;
  content: string;
  note: string | null;
}

const readAllEvidence = (tx: Tx, incidentId: string): Promise<EvidenceRow[]> =>
  tx.rows<EvidenceRow>('select round, kind, content, note from evidence where tenant_id = $1 and incident_id = $2 order by round, kind', [
    tx.tenant,
    incidentId,
  ]);

async function readRounds(tx: Tx, incidentId: string, evidence: readonly EvidenceRow[]) {
  const diagnoses = await tx.rows<{ round: number; body: Diagnosis }>(
    'select round, body from diagnosis where tenant_id = $1 and incident_id = $2',
    [tx.tenant, incidentId],
  );
  const decisions = await tx.rows<{ round: number; revision: number; body: Decision }>(
    'select round, revision, body from decision where tenant_id = $1 and incident_id = $2 order by round, revision',
    [tx.tenant, incidentId],
  );
  const numbers = [...new Set([...evidence, ...diagnoses, ...decisions].map((row) => row.round))].sort((left, right) => left - right);
  return numbers.map((round) => {
    const diagnosis = diagnoses.find((row) => row.round === round)?.body;
    return {
      round,
      diagnosis: diagnosis === undefined ? null : presentDiagnosis(diagnosis),
      evidence: evidence.filter((row) => row.round === round).map(({ kind, content, note }) => ({ kind, content, note })),
      decisions: decisions
        .filter((row) => row.round === round)
        .map((row) => ({ id: decisionId(incidentId, row), ...presentDecision(row.revision, row.body) })),
    };
  });
}

const presentDiagnosis = ({
  cause,
  origin,
  confidence,
  rawConfidence,
  method,
  rootCause,
  rootLine,
  quotes,
  fingerprint,
  stages,
}: Diagnosis) => ({
  cause,
  origin,
  confidence,
  rawConfidence: rawConfidence ?? confidence,
  method,
  rootCause,
  rootLine,
  quotes: [...quotes],
  fingerprint,
  stages: stages.map(presentStage),
});

const presentStage = ({ stage, outcome, cause, origin, action, confidence, source, reason, quotes }: StageVerdict) => ({
  stage,
  outcome,
  cause,
  origin,
  action,
  confidence,
  source,
  reason,
  quotes: [...quotes],
});

const presentDecision = (revision: number, { action, riskTier, reason, approval, policyVersion, notBefore, changes }: Decision) => ({
  revision,
  action,
  riskTier,
  reason,
  approval: [...approval],
  policyVersion,
  notBefore,
  changes: [...changes],
});

interface AttemptRow {
  attempt: number;
  run_key: string;
  state: string;
  parameters: Parameters;
  started_at: string | null;
  finished_at: string | null;
  exit_code: number | null;
  reason: string | null;
  url: string | null;
  submission_key: string | null;
}

/** The failed run, and every run that we started because of it. */
async function readAttempts(tx: Tx, incidentId: string, effects: readonly Effect[]) {
  const rows = await tx.rows<AttemptRow>(
    `select attempt, run_key, state, parameters, started_at, finished_at, exit_code, reason, url, submission_key
     from job_run where tenant_id = $1 and incident_id = $2 order by attempt, created_at`,
    [tx.tenant, incidentId],
  );
  return rows.map((row) => {
    const effect = effects.find((one) => one.kind === 'submission' && one.key === row.submission_key);
    const changes = (effect?.request as { changes?: readonly ParameterChange[] } | undefined)?.changes ?? [];
    return {
      attempt: row.attempt,
      runKey: row.run_key,
      state: row.state,
      parameters: { ...row.parameters },
      changes: [...changes],
      startedAt: isoOrNull(row.started_at),
      finishedAt: isoOrNull(row.finished_at),
      exitCode: row.exit_code,
      reason: row.reason,
      url: row.url,
      effectState: effect?.state ?? null,
    };
  });
}

interface HistoryRun {
  readonly runKey: string;
  readonly state: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

/** The job's earlier runs as the newest round heard of them from the platform. */
function historyOf(evidence: readonly EvidenceRow[]): HistoryRun[] {
  const content = evidence.findLast((row) => row.kind === 'history' && row.content !== '')?.content;
  if (content === undefined) return [];
  try {
    return (JSON.parse(content) as HistoryRun[]).map(({ runKey, state, startedAt, finishedAt }) => ({
      runKey,
      state,
      startedAt: startedAt ?? null,
      finishedAt: finishedAt ?? null,
    }));
  } catch {
    // Evidence is cut at its limit, and then it is no JSON any more.
    return [];
  }
}

/** Other cases of the same error, newest first. */
async function readSimilar(tx: Tx, found: Case) {
  if (found.fingerprint === null) return [];
  const rows = await tx.rows<{
    id: string;
    status: IncidentStatus;
    job: string;
    action: Action | null;
    opened_at: string;
    resolution: string | null;
  }>(
    `select i.id, i.status, j.name as job, i.action, i.opened_at, i.resolution from incident i join job j on j.tenant_id = i.tenant_id and j.id = i.job_id
     where i.tenant_id = $1 and i.fingerprint = $2 and i.id <> $3 order by i.opened_at desc limit 10`,
    [tx.tenant, found.fingerprint, found.id],
  );
  return rows.map((row) => ({
    id: row.id,
    status: row.status,
    job: row.job,
    action: row.action,
    openedAt: iso(row.opened_at),
    resolution: row.resolution,
  }));
}
