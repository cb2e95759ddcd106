import { type EventReading, ignored, linesOf, timeOf } from './reported-failure.ts';

/** One alert of an Alertmanager webhook, version 4. */
export interface FiredAlert {
  readonly status: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly fingerprint: string;
  readonly generatorURL?: string | undefined;
}

/** Labels that name the job, the most specific first. */
const jobLabels = ['nightshift_job', 'job_name', 'cronjob', 'dag_id', 'workflow', 'pipeline', 'job', 'alertname'] as const;
const applicationLabels = ['application', 'app', 'service', 'namespace'] as const;

const first = (labels: Readonly<Record<string, string>>, names: readonly string[]): string | undefined =>
  names.map((name) => labels[name]?.trim()).find((value) => value !== undefined && value !== '');

/** A failed run from an alert. Groups are sent again and again while they fire: fingerprint and start name the run, so each fires once. */
export function readAlert(alert: FiredAlert): EventReading {
  if (alert.status !== 'firing') return ignored(`the alert is ${alert.status}`);
  const { labels, annotations } = alert;
  const job = first(labels, jobLabels);
  if (job === undefined) return ignored('no label names a job');
  const application = first(labels, applicationLabels);
  const finishedAt = timeOf(alert.startsAt);
  return {
    kind: 'failure',
    failure: {
      platform: 'http',
      job,
      run: `${alert.fingerprint}@${alert.startsAt}`,
      try: 0,
      errorText: linesOf(
        annotations['summary'],
        annotations['description'],
        annotations['message'],
        labels['alertname'] && `alert: ${labels['alertname']}`,
      ),
      parameters: labels,
      ...(application === undefined ? {} : { application }),
      ...(labels['owner'] === undefined ? {} : { owner: labels['owner'] }),
      ...(finishedAt === undefined ? {} : { finishedAt }),
    },
  };
}
