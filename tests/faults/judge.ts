import { mustArrive } from '../../domain/effects/compose-mail.ts';
import type { MailPurpose } from '../../domain/effects/mail.ts';

/** What can be seen from outside. Nothing here comes from our own tables. */
export interface Observed {
  /** Each start of a job's command, as the command itself noted it, with the key that the platform was given. */
  readonly starts: readonly { readonly job: string; readonly run: string; readonly key: string }[];
  /** Each mail that the mail server accepted. */
  readonly mails: readonly { readonly messageId: string; readonly incidentId: string; readonly purpose: string }[];
  /** Each incident that the HTTP interface shows. */
  readonly incidents: readonly { readonly id: string; readonly job: string; readonly status: string }[];
  /** Mails whose outcome was uncertain when their process was killed. */
  readonly uncertain: ReadonlySet<string>;
}

/** How the case of one failed run ends. */
export interface End {
  readonly status: string;
  /** Starts of the job, the failed run included. */
  readonly starts: number;
  /** Mails by purpose. */
  readonly mails: Readonly<Record<string, number>>;
}

/** What concerns these jobs. */
export function only(seen: Observed, jobs: readonly string[]): Observed {
  const incidents = seen.incidents.filter((one) => jobs.includes(one.job));
  const ids = new Set(incidents.map((one) => one.id));
  return {
    ...seen,
    incidents,
    starts: seen.starts.filter((one) => jobs.includes(one.job)),
    mails: seen.mails.filter((one) => ids.has(one.incidentId)),
  };
}

/** How the case of a job ended. @throws Error when it has none or several */
export function endOf(seen: Observed, job: string): End {
  const [incident, ...others] = seen.incidents.filter((one) => one.job === job);
  if (incident === undefined || others.length > 0)
    throw new Error(`${job} has ${others.length + (incident === undefined ? 0 : 1)} incidents`);
  const mails: Record<string, number> = {};
  for (const { purpose } of seen.mails.filter((mail) => mail.incidentId === incident.id)) mails[purpose] = (mails[purpose] ?? 0) + 1;
  return { status: incident.status, starts: seen.starts.filter((start) => start.job === job).length, mails };
}

/** Everything that is not as it should be: `expected` says for each job how its only case ends. */
export function judge(seen: Observed, expected: ReadonlyMap<string, End>): readonly string[] {
  const complaints: string[] = [];
  for (const [job, end] of expected) complaints.push(...judgeJob(seen, job, end));
  const known = new Set(seen.incidents.map((one) => one.id));
  for (const mail of seen.mails)
    if (!known.has(mail.incidentId)) complaints.push(`A mail (${mail.purpose}) is about ${mail.incidentId}, which nobody shows`);
  for (const incident of seen.incidents)
    if (!expected.has(incident.job)) complaints.push(`Nothing failed in ${incident.job}, yet it has an incident`);
  return complaints;
}

function judgeJob(seen: Observed, job: string, end: End): string[] {
  const incidents = seen.incidents.filter((one) => one.job === job);
  const complaints = incidents.length === 1 ? [] : [`${job} has ${incidents.length} incidents instead of one`];
  for (const { id, status } of incidents) {
    if (status !== end.status) complaints.push(`${job} ended as ${status} instead of ${end.status}`);
    complaints.push(...judgeMails(seen, job, id, end));
  }
  return [...complaints, ...judgeStarts(seen, job, new Set(incidents.map((one) => one.id)), end)];
}

function judgeStarts(seen: Observed, job: string, incidents: ReadonlySet<string>, end: End): string[] {
  const starts = seen.starts.filter((start) => start.job === job);
  const complaints = starts.length === end.starts ? [] : [`${job} was started ${starts.length} times instead of ${end.starts}`];
  for (const [run, count] of tally(starts.map((start) => start.run)))
    if (count > 1) complaints.push(`${job}: the command of run ${run} was started ${count} times`);
  for (const [attempt, count] of tally(starts.map((start) => start.key.split('~')[0] ?? '')))
    if (count > 1) complaints.push(`${job}: attempt ${attempt} was submitted ${count} times`);
  for (const { key } of starts)
    if (!key.startsWith('foreign:') && !incidents.has(key.split('/')[0] ?? ''))
      complaints.push(`${job}: ${key} was not submitted by its incident`);
  return complaints;
}

function judgeMails(seen: Observed, job: string, incidentId: string, end: End): string[] {
  const complaints: string[] = [];
  const mine = seen.mails.filter((mail) => mail.incidentId === incidentId);
  const uncertain = [...seen.uncertain].filter((id) => id.includes(incidentId.replaceAll('_', '-')));
  const purposes = new Set([...Object.keys(end.mails), ...mine.map((mail) => mail.purpose)]);
  for (const purpose of purposes) {
    const copies = tally(mine.filter((mail) => mail.purpose === purpose).map((mail) => mail.messageId));
    const due = end.mails[purpose] ?? 0;
    const again = mustArrive[purpose as MailPurpose] === true;
    // A mail that is never sent again may be missing where its process died in the window.
    const missing = due - copies.size;
    if (missing < 0 || missing > (again ? 0 : uncertain.length))
      complaints.push(`${job}: ${copies.size} mails (${purpose}) instead of ${due}`);
    for (const [messageId, count] of copies) {
      const most = again && seen.uncertain.has(messageId) ? 2 : 1;
      if (count > most) complaints.push(`${job}: mail ${messageId} (${purpose}) came ${count} times`);
    }
  }
  return complaints;
}

function tally(items: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
