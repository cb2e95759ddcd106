import { Context } from '@temporalio/activity';
import { ConnectorError, type RunReport, type RunSummary } from '../connectors/contract.ts';
import type { DiagnosisInput } from '../domain/diagnosis/types.ts';
import { safeText } from '../domain/text/safe-text.ts';
import type { Case } from '../store/cases.ts';
import type { EvidencePiece } from '../store/diagnoses.ts';
import type { ActivityDeps } from './deps.ts';
import { errorsPiece } from './errors-piece.ts';

const errorLimit = 16 * 1024;
const logLimit = 64 * 1024;
/** After so many tries an unreachable platform is left aside and the reporter's own words have to do. */
const triesForThePlatform = 5;

/** What the platform told of a run. */
export interface Seen {
  readonly report: RunReport | null;
  readonly history: readonly RunSummary[];
  readonly note: string | null;
}

/** Asks the platform for the truth about the run; what cannot be had is noted. */
export async function readPlatform(deps: ActivityDeps, { job, run }: Case): Promise<Seen> {
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

/** Bounded and redacted evidence, as it is kept and as the ladder reads it. */
export interface Evidence {
  readonly pieces: readonly EvidencePiece[];
  readonly input: DiagnosisInput;
}

/** Puts together what platform and reporter said. The report is about the first run, not about our reruns of it. */
export function assemble(deps: ActivityDeps, { job, run }: Case, seen: Seen, reported: readonly EvidencePiece[]): Evidence {
  const told = (kind: string) => (run.attempt === 0 ? (reported.find((piece) => piece.kind === kind)?.content ?? '') : '');
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
      ...errorsPiece(report?.errors ?? [], safe),
    ],
  };
}
