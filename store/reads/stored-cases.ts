import type { Diagnosis, StageVerdict } from '../../domain/diagnosis/types.ts';
import type { Verdict } from '../../domain/learning/complete-correction.ts';
import type { StoredCase } from '../../domain/learning/replay-case.ts';
import type { Tx } from '../tx.ts';
import { iso } from '../values.ts';

interface Row {
  incident_id: string;
  round: number;
  at: string;
  job_name: string;
  platform: string;
  error: string | null;
  log: string | null;
  run: string | null;
  stages: Diagnosis['stages'];
  settled_cause: Verdict['cause'] | null;
  settled_origin: Verdict['origin'] | null;
  settled_action: Verdict['action'] | null;
  settled_by: 'human' | 'outcome' | null;
  verified: boolean;
  cause: Verdict['cause'];
  origin: Verdict['origin'];
  action: Verdict['action'];
}

/** Where the next batch goes on. */
export interface CasePosition {
  readonly at: string;
  readonly incidentId: string;
}

const stageOf = (row: Row, stage: StageVerdict['stage']): StageVerdict | null => {
  const found = row.stages.find((one) => one.stage === stage);
  return found === undefined || found.outcome === 'skipped' ? null : found;
};

/** A person's word first; else an outcome's; else, where the case was verified, what was diagnosed and done. */
function truthOf(row: Row): StoredCase['truth'] {
  const { settled_cause, settled_origin, settled_action, settled_by } = row;
  if (settled_cause !== null && settled_origin !== null && settled_action !== null && settled_by !== null)
    return { cause: settled_cause, origin: settled_origin, action: settled_action, by: settled_by };
  return row.verified ? { cause: row.cause, origin: row.origin, action: row.action, by: 'outcome' } : null;
}

function toStoredCase(row: Row): StoredCase {
  const run =
    row.run === null || row.run === ''
      ? null
      : (JSON.parse(row.run) as { exitCode: number | null; signal: string | null; reason: string | null });
  return {
    incidentId: row.incident_id,
    round: row.round,
    job: row.job_name,
    at: iso(row.at),
    input: {
      platform: row.platform,
      errorText: row.error ?? '',
      logTail: row.log ?? '',
      exitCode: run?.exitCode ?? null,
      signal: run?.signal ?? null,
      platformReason: run?.reason ?? null,
    },
    knowledge: stageOf(row, 'knowledge'),
    model: stageOf(row, 'model'),
    truth: truthOf(row),
  };
}

/** Diagnosed failures whose evidence is still there, newest first, with what is known to be true of each. */
export async function readStoredCases(
  tx: Tx,
  { days, limit, before }: { readonly days: number; readonly limit: number; readonly before: CasePosition | null },
): Promise<readonly StoredCase[]> {
  const rows = await tx.rows<Row>(
    `select d.incident_id, d.round, d.at, j.name as job_name, j.platform, d.body->'stages' as stages,
       (select content from evidence e where e.tenant_id = $1 and e.incident_id = d.incident_id and e.round = d.round and e.kind = 'error') as error,
       (select content from evidence e where e.tenant_id = $1 and e.incident_id = d.incident_id and e.round = d.round and e.kind = 'log') as log,
       (select content from evidence e where e.tenant_id = $1 and e.incident_id = d.incident_id and e.round = d.round and e.kind = 'run') as run,
       v.cause as settled_cause, v.origin as settled_origin, v.action as settled_action, v.confirmed_by as settled_by,
       coalesce(i.resolution = 'verified', false) as verified, d.body->>'cause' as cause, d.body->>'origin' as origin, d.body->>'proposedAction' as action
     from diagnosis d
     join incident i on i.tenant_id = d.tenant_id and i.id = d.incident_id
     join job j on j.tenant_id = i.tenant_id and j.id = i.job_id
     left join confirmed_verdict v on v.tenant_id = d.tenant_id and v.fingerprint = d.fingerprint
     where d.tenant_id = $1 and d.at > now() - make_interval(days => $2) and ($3::timestamptz is null or (d.at, d.incident_id) < ($3, $4))
       and exists (select from evidence e where e.tenant_id = $1 and e.incident_id = d.incident_id and e.round = d.round)
     order by d.at desc, d.incident_id desc limit $5`,
    [tx.tenant, days, before?.at ?? null, before?.incidentId ?? null, limit],
  );
  return rows.map(toStoredCase);
}
