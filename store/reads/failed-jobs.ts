import { exceptionTypeOf } from '../../domain/diagnosis/normalise.ts';
import type { Diagnosis, DiagnosisInput } from '../../domain/diagnosis/types.ts';
import type { Cause, Origin } from '../../domain/incidents/vocabulary.ts';
import { errorText } from '../../domain/reports/error-text.ts';
import type { FailedJob, JobError, Period } from '../../domain/reports/types.ts';
import { StoreRefusal } from '../refusal.ts';
import type { Tx } from '../tx.ts';
import { iso } from '../values.ts';

/** An error of a stored case, with what it was taken for. */
export interface StoredError extends JobError {
  readonly platform: string;
  /** Null while the case has not been investigated. */
  readonly diagnosis: Diagnosis | null;
  /** Set where a person has said what it really was. */
  readonly corrected: { readonly cause: Cause; readonly origin: Origin; readonly by: string } | null;
  /** Set for an error beside the one that the case was diagnosed by: it has to be judged by its own text. */
  readonly unjudged: DiagnosisInput | null;
}

/** Most errors of one report; more are refused, for a report that leaves some out would count wrong. */
export const mostErrors = 5_000;
/** Most of an error text that a report keeps, characters. */
export const longestMessage = 2_000;

interface JobRow {
  id: string;
  pipeline: string;
  tenant: string;
  finished_at: string;
}

interface ErrorRow {
  incident_id: string;
  platform: string;
  round: number;
  body: Diagnosis | null;
  message: string | null;
  run: string | null;
  errors: string | null;
  corrected_by: string | null;
  cause: Cause | null;
  origin: Origin | null;
}

/** A case counts as the failed job that opened it. Duplicates and false positives are no failures. */
const jobsOfPeriod = `
  select i.id, j.name as pipeline, coalesce(r.parameters->>'tenant_id', r.parameters->>'tenantId', i.tenant_id) as tenant, coalesce(r.finished_at, i.opened_at) as finished_at
  from incident i
  join job j on j.tenant_id = i.tenant_id and j.id = i.job_id
  join lateral (select finished_at, parameters from job_run r where r.tenant_id = i.tenant_id and r.incident_id = i.id order by r.attempt, r.created_at limit 1) r on true
  where i.tenant_id = $1 and i.opened_at >= $2::timestamptz - interval '1 day' and coalesce(r.finished_at, i.opened_at) between $2 and $3
    and i.status <> 'FALSE_POSITIVE' and not (i.status = 'CANCELLED' and i.resolution like 'duplicate of %')
    and ($4::text is null or lower(coalesce(r.parameters->>'tenant_id', r.parameters->>'tenantId', i.tenant_id)) = lower($4))
  order by finished_at desc, i.id desc limit ${mostErrors + 1}`;

/** Each round that was diagnosed is an error of its own: the first run's and those of resubmissions that failed too. */
const errorsOfCases = `
  select i.id as incident_id, j.platform, coalesce(d.round, 1) as round, d.body, left(coalesce(e.content, told.content), ${longestMessage}) as message, run.content as run, listed.content as errors,
    coalesce(c.cause, i.cause) as cause, coalesce(c.origin, i.origin) as origin,
    coalesce(c.person, case when i.method = 'human' and d.fingerprint = i.fingerprint then coalesce(f.actor->>'name', 'a person') end) as corrected_by
  from incident i
  join job j on j.tenant_id = i.tenant_id and j.id = i.job_id
  left join diagnosis d on d.tenant_id = i.tenant_id and d.incident_id = i.id
  left join evidence e on e.tenant_id = i.tenant_id and e.incident_id = i.id and e.round = d.round and e.kind = 'error' and e.content <> ''
  left join evidence run on run.tenant_id = i.tenant_id and run.incident_id = i.id and run.round = d.round and run.kind = 'run' and run.content <> ''
  left join evidence listed on listed.tenant_id = i.tenant_id and listed.incident_id = i.id and listed.round = d.round and listed.kind = 'errors' and listed.content <> ''
  left join evidence told on told.tenant_id = i.tenant_id and told.incident_id = i.id and told.round = 0 and told.kind = 'error' and coalesce(d.round, 1) = 1
  left join lateral (select c.cause, c.origin, c.person from correction c where c.tenant_id = i.tenant_id and c.incident_id = i.id and c.fingerprint = d.fingerprint
    order by c.at desc, c.id desc limit 1) c on true
  left join lateral (select actor from feedback f where f.tenant_id = i.tenant_id and f.incident_id = i.id and f.kind = 'correction' order by f.at desc limit 1) f on true
  where i.tenant_id = $1 and i.id = any($2) order by i.id, d.round`;

/** The failed jobs of a period, both ends included, newest first. @throws StoreRefusal invalid when there are too many for one report */
export async function readFailedJobs(
  tx: Tx,
  { since, until, tenantId }: Period & { readonly tenantId: string | null },
): Promise<readonly FailedJob<StoredError>[]> {
  const jobs = await tx.rows<JobRow>(jobsOfPeriod, [tx.tenant, since, until, tenantId]);
  const errors = jobs.length > mostErrors ? [] : await tx.rows<ErrorRow>(errorsOfCases, [tx.tenant, jobs.map((job) => job.id)]);
  const byCase = Map.groupBy(errors, (error) => error.incident_id);
  const found = jobs.map((job) => ({
    jobId: job.id,
    pipeline: job.pipeline,
    tenantId: job.tenant,
    finishedAt: iso(job.finished_at),
    errors: (byCase.get(job.id) ?? []).flatMap(toErrors),
  }));
  if (jobs.length > mostErrors || found.reduce((sum, job) => sum + job.errors.length, 0) > mostErrors)
    throw new StoreRefusal('invalid', `The period holds more than ${mostErrors} errors; choose a shorter one`, {
      since: `must leave at most ${mostErrors} errors up to the end`,
    });
  return found;
}

/** The errors of one case, as a report lists them; none where there is no such case. */
export const readErrorsOfCase = async (tx: Tx, incidentId: string): Promise<readonly StoredError[]> =>
  (await tx.rows<ErrorRow>(errorsOfCases, [tx.tenant, [incidentId]])).flatMap(toErrors);

/** The errors of one failed run: those that the platform lists, else the one that was diagnosed. */
function toErrors(row: ErrorRow): readonly StoredError[] {
  const whole = toError(row);
  if (row.errors === null) return [whole];
  const listed = JSON.parse(row.errors) as readonly JobError[];
  const judged = diagnosedAmong(listed, row.body);
  return listed.map((error, index) => ({
    ...whole,
    ...error,
    activity: error.activity || whole.activity,
    ...(judged.has(index) ? {} : { diagnosis: null, corrected: null, unjudged: inputOf(row.platform, error) }),
  }));
}

/** Which of the errors the verdict rests on: those that hold its first quote, else the root line; the first where none can be told to be the one. */
function diagnosedAmong(listed: readonly JobError[], body: Diagnosis | null): ReadonlySet<number> {
  const marks = [...(body?.quotes ?? []), body?.rootLine ?? ''].map((mark) => mark.trim()).filter((mark) => mark !== '');
  const texts = listed.map(errorText);
  const mark = marks.find((one) => texts.some((text) => text.includes(one)));
  return new Set(mark === undefined ? [0] : texts.flatMap((text, index) => (text.includes(mark) ? [index] : [])));
}

const inputOf = (platform: string, error: JobError): DiagnosisInput => ({
  platform,
  errorText: errorText(error),
  logTail: '',
  exitCode: null,
  signal: null,
  platformReason: null,
});

function toError(row: ErrorRow): StoredError {
  const line = row.body?.rootLine ?? '';
  const run = row.run === null ? null : (JSON.parse(row.run) as { exitCode: number | null; reason: string | null });
  const { corrected_by: by, cause, origin } = row;
  return {
    platform: row.platform,
    activity: row.round === 1 ? 'first run' : `attempt ${row.round - 1}`,
    code: run?.reason ?? (run?.exitCode === null || run?.exitCode === undefined ? null : String(run.exitCode)),
    message: row.message || line || row.body?.rootCause || 'The failure came without a text.',
    exception: exceptionTypeOf(line),
    details: null,
    diagnosis: row.body,
    corrected: by === null || cause === null || origin === null ? null : { cause, origin, by },
    unjudged: null,
  };
}
