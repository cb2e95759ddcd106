import { type EventReading, ignored, type ReportedFailure, timeOf } from './reported-failure.ts';

/** A CloudEvent of version 1.0 as far as we read it. */
export interface CloudEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject?: string | undefined;
  readonly time?: string | undefined;
  readonly data?: unknown;
}

/** Words in an event's type that tell of a failure, and of a good end or a beginning. */
const failureWords = /(?:^|[.\-_/:])(?:fail(?:ed|ure)?|error(?:ed)?|timed?[-_]?out|abort(?:ed)?|dead|crashed)(?:$|[.\-_/:])/i;
const otherWords =
  /(?:^|[.\-_/:])(?:succe(?:ss|eded|ssful)|completed|finished|started|running|queued|resolved|recovered|created)(?:$|[.\-_/:])/i;

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};

/** The first field of these names that holds a text or a number. */
function field(data: Readonly<Record<string, unknown>>, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = data[name];
    if ((typeof value === 'string' && value.trim() !== '') || typeof value === 'number') return String(value);
  }
  return undefined;
}

function tryOf(data: Readonly<Record<string, unknown>>): number | undefined {
  const given = field(data, 'try', 'try_number', 'attempt');
  return given !== undefined && /^\d{1,6}$/.test(given) ? Number(given) : undefined;
}

const withoutGaps = (failure: { readonly [Name in keyof ReportedFailure]: ReportedFailure[Name] | undefined }): ReportedFailure =>
  Object.fromEntries(Object.entries(failure).filter(([, value]) => value !== undefined)) as unknown as ReportedFailure;

/**
 * A failed run from a CloudEvent. The data may be what `POST /api/triggers/failures` takes, or any object with fields of the usual names; what is
 * missing comes from the attributes: the job from `subject`, else `source`; the run from `id`. `source` and `id` together name an event, so the same
 * one twice is the same run.
 */
export function readCloudEvent(event: CloudEvent): EventReading {
  const data = record(event.data);
  const state = field(data, 'state', 'status', 'result', 'conclusion');
  const says = `${event.type}${state === undefined ? '' : `.${state}`}`;
  if (!failureWords.test(says))
    return ignored(otherWords.test(says) ? `${says} is no failure` : `the type ${event.type} does not tell of a failure`);
  return {
    kind: 'failure',
    failure: withoutGaps({
      platform: field(data, 'platform') ?? 'http',
      job: field(data, 'job', 'job_name', 'jobName', 'job_id', 'jobId', 'dag_id', 'pipeline', 'name') ?? event.subject ?? event.source,
      run: field(data, 'run', 'run_id', 'runId', 'dag_run_id', 'execution_id', 'executionId') ?? event.id,
      try: tryOf(data),
      errorText: field(data, 'errorText', 'error', 'error_message', 'errorMessage', 'message', 'exception', 'reason'),
      logTail: field(data, 'logTail', 'log', 'logs'),
      application: field(data, 'application', 'app', 'service'),
      owner: field(data, 'owner'),
      parameters: undefined,
      finishedAt: timeOf(field(data, 'finishedAt', 'finished_at', 'end_time', 'endTime') ?? event.time),
    }),
  };
}
