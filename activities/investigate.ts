import { Context } from '@temporalio/activity';
import { ConnectorError, type RunReport, type RunSummary } from '../connectors/contract.ts';
import { fingerprint } from '../domain/diagnosis/fingerprint.ts';
import { diagnose } from '../domain/diagnosis/ladder.ts';
import type { RuleMatcher } from '../domain/diagnosis/match-rules.ts';
import { normalise } from '../domain/diagnosis/normalise.ts';
import type { Diagnosis, DiagnosisInput } from '../domain/diagnosis/types.ts';
import type { ScoredEntry } from '../domain/knowledge/types.ts';
import { workflowActor } from '../domain/people/actor.ts';
import { safeText } from '../domain/text/safe-text.ts';
import { type Case, lockOpenCase } from '../store/cases.ts';
import { type EvidencePiece, readConfirmed, readDiagnosis, readEvidence, saveDiagnosis } from '../store/diagnoses.ts';
import { patchIncident } from '../store/incidents.ts';
import { saveUses } from '../store/knowledge/uses.ts';
import { StoreRefusal } from '../store/refusal.ts';
import { settleTry } from '../store/runs.ts';
import type { Tx } from '../store/tx.ts';
import type { InvestigateResult, RoundInput } from '../workflows/contract.ts';
import { askKnowledge } from './ask-knowledge.ts';
import type { ActivityDeps } from './deps.ts';

const errorLimit = 16 * 1024;
const logLimit = 64 * 1024;
/** After so many tries an unreachable platform is left aside and the reporter's own words have to do. */
const triesForThePlatform = 5;

/** Gathers the evidence of a round from the platform and runs the ladder over it. Get or do: a round is diagnosed once. */
export async function investigate(deps: ActivityDeps, { tenantId, incidentId, round }: RoundInput): Promise<InvestigateResult> {
  const begun = deps.now();
  const found = await deps.transact(tenantId, workflowActor, async (tx) => {
    const [current, done] = await Promise.all([lockOpenCase(tx, incidentId), readDiagnosis(tx, incidentId, round)]);
    if (done === null) await patchIncident(tx, incidentId, { status: 'ANALYZING', round });
    return { current, done };
  });
  if (found.done !== null) return { cause: found.done.cause, severity: found.current.severity };

  const seen = await readPlatform(deps, found.current);
  const result = await deps.transact(tenantId, workflowActor, async (tx) => {
    const [current, done, matcher] = await Promise.all([
      lockOpenCase(tx, incidentId),
      readDiagnosis(tx, incidentId, round),
      deps.matcherFor(tx),
    ]);
    if (done !== null) return { cause: done.cause, severity: current.severity };
    if (seen.report !== null && (await settleTry(tx, current, seen.report)) === 'duplicate') return null;
    const evidence = await assemble(deps, tx, current, seen);
    const { diagnosis, consulted } = await runLadder(deps, tx, current, evidence, matcher);
    const [severity] = await Promise.all([
      saveDiagnosis(tx, current, {
        round,
        evidence: evidence.pieces,
        diagnosis,
        durationMs: deps.now().getTime() - begun.getTime(),
      }),
      saveUses(tx, { incidentId, round, found: consulted, diagnosis }),
    ]);
    deps.log({
      event: 'incident-diagnosed',
      tenantId,
      incidentId,
      round,
      run: current.run.runKey,
      cause: diagnosis.cause,
      confidence: diagnosis.confidence,
      method: diagnosis.method,
    });
    return { cause: diagnosis.cause, severity };
  });
  if (result === null) throw new StoreRefusal('closed', 'The same failure is handled in another case');
  return result;
}

interface Seen {
  readonly report: RunReport | null;
  readonly history: readonly RunSummary[];
  readonly note: string | null;
}

/** Asks the platform for the truth about the run; what cannot be had is noted. */
async function readPlatform(deps: ActivityDeps, { job, run }: Case): Promise<Seen> {
  const connector = deps.connectors.get(job.platform);
  if (connector === undefined || !connector.capabilities.readsRuns)
    return { report: null, history: [], note: `no connector reads ${job.platform}: the report has to do` };
  try {
    const [report, history] = await Promise.all([connector.readRun(run), connector.readHistory(job.jobKey, 10)]);
    return { report, history, note: report === null ? `${job.platform} does not know the run` : null };
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    const passing = error.kind === 'unreachable' || error.kind === 'unavailable' || error.kind === 'rate-limited';
    if (passing && Context.current().info.attempt < triesForThePlatform) throw error;
    return { report: null, history: [], note: `${job.platform} could not be asked: ${error.message}` };
  }
}

interface Evidence {
  readonly pieces: readonly EvidencePiece[];
  readonly input: DiagnosisInput;
}

async function assemble(deps: ActivityDeps, tx: Tx, { job, run, id }: Case, seen: Seen): Promise<Evidence> {
  const reported = run.attempt === 0 ? await readEvidence(tx, id, 0) : [];
  const told = (kind: string) => reported.find((piece) => piece.kind === kind)?.content ?? '';
  const safe = (text: string, maxBytes: number) => safeText(text, { secrets: deps.settings.secrets, maxBytes });
  const errorText = safe(seen.report?.errorText || told('error'), errorLimit);
  const logTail = safe(seen.report?.logTail || told('log'), logLimit);
  const { report } = seen;
  const facts =
    report === null
      ? null
      : {
          state: report.state,
          startedAt: report.startedAt,
          finishedAt: report.finishedAt,
          exitCode: report.exitCode,
          signal: report.signal,
          reason: report.reason,
          url: report.url,
        };
  return {
    input: {
      platform: job.platform,
      errorText,
      logTail,
      exitCode: report?.exitCode ?? null,
      signal: report?.signal ?? null,
      platformReason: report?.reason ?? null,
    },
    pieces: [
      { kind: 'error', content: errorText, note: null },
      { kind: 'log', content: logTail, note: null },
      { kind: 'run', content: facts === null ? '' : JSON.stringify(facts), note: seen.note },
      { kind: 'history', content: seen.history.length === 0 ? '' : JSON.stringify(seen.history), note: null },
    ],
  };
}

interface Laddered {
  readonly diagnosis: Diagnosis;
  readonly consulted: readonly ScoredEntry[];
}

/** Confirmed verdict, rules, knowledge base; the model takes its place between these and the merge. */
async function runLadder(deps: ActivityDeps, tx: Tx, found: Case, { input }: Evidence, matcher: RuleMatcher): Promise<Laddered> {
  const evidence = normalise(input);
  const identity = fingerprint(input, evidence);
  const [confirmed, known] = await Promise.all([
    readConfirmed(tx, identity),
    askKnowledge(deps, tx, { input, evidence, fingerprint: identity, job: found.job }),
  ]);
  return { diagnosis: diagnose(input, { matcher, confirmed, knowledge: known.verdict }), consulted: known.found };
}
