import { appendRecord, recordedStep } from './record.ts';
import type { Tx } from './tx.ts';

/** What a look through a range of time was asked to do. */
export interface ImportRequest {
  readonly platform: string;
  readonly importId: string;
  readonly from: string;
  readonly until: string;
  readonly includeFailures: boolean;
}

/** What it came to. */
export interface ImportOutcome {
  /** Ended runs in the range. */
  readonly runs: number;
  readonly failed: number;
  /** Cases that were new. */
  readonly opened: number;
  /** Failures so fresh that they are the sweep's, which acts on them. */
  readonly leftToSweep: number;
  /** Why it was given up; null when it came to its end. */
  readonly error: string | null;
}

const requestedKey = (importId: string): string => `import-requested/${importId}`;
const endedKey = (importId: string): string => `import/${importId}`;

/** Writes down that somebody wants the history of a platform. */
export const recordImportRequest = (tx: Tx, request: ImportRequest): Promise<void> =>
  appendRecord(tx, {
    incidentId: null,
    kind: 'import-requested',
    stage: 'detect',
    stepKey: requestedKey(request.importId),
    summary: `${tx.actor.name} asked for the runs of ${request.platform} from ${request.from} until ${request.until}.`,
    detail: { ...request },
  });

/** Keeps what an import came to, once. */
export async function saveImportOutcome(tx: Tx, { platform, importId }: ImportRequest, outcome: ImportOutcome): Promise<void> {
  if ((await recordedStep(tx, endedKey(importId))) !== null) return;
  const { error, failed, runs, opened } = outcome;
  await appendRecord(tx, {
    incidentId: null,
    kind: error === null ? 'runs-imported' : 'import-failed',
    stage: 'detect',
    stepKey: endedKey(importId),
    summary:
      error === null
        ? `${runs} runs of ${platform} were looked through: ${failed} failed, ${opened} cases are new.`
        : `The runs of ${platform} could not be looked through: ${error}`,
    detail: { ...outcome },
  });
}

/** A cause, and how many of the imported failures have it; null while they are not diagnosed. */
export interface CauseCount {
  readonly cause: string | null;
  readonly count: number;
}

/** An import with what came of it so far; null when there is none. */
export async function readImport(
  tx: Tx,
  platform: string,
  importId: string,
): Promise<{ readonly request: ImportRequest; readonly outcome: ImportOutcome | null; readonly causes: readonly CauseCount[] } | null> {
  const request = await recordedStep<ImportRequest>(tx, requestedKey(importId));
  if (request === null || request.platform !== platform) return null;
  const outcome = await recordedStep<ImportOutcome>(tx, endedKey(importId));
  const causes = await tx.rows<CauseCount>(
    `select i.cause, count(*)::int as count from incident i join job_run r on r.tenant_id = i.tenant_id and r.incident_id = i.id and r.attempt = 0
     where i.tenant_id = $1 and r.platform = $2 and i.detected_by = 'import' and r.finished_at >= $3 and r.finished_at <= $4
     group by i.cause order by count(*) desc, i.cause`,
    [tx.tenant, platform, request.from, request.until],
  );
  return { request, outcome, causes };
}
