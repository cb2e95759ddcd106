import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { projectDirectory } from '../environment.ts';
import { firstAction, type Played } from './play.ts';

const run = promisify(execFile);

/** One case in the demo's JSON file. */
export interface ReportedIncident {
  readonly job: string;
  readonly cause: string | null;
  readonly origin: string | null;
  readonly action: string | null;
  readonly status: string;
  /** Resubmissions that we made. */
  readonly attempts: number;
  /** Changed parameters, one entry per resubmission that changed any. */
  readonly parameters: readonly { readonly before: Readonly<Record<string, unknown>>; readonly after: Readonly<Record<string, unknown>> }[];
  /** Mails about the case that went out. */
  readonly mails: number;
  readonly historyEvents: number | null;
  /** Resubmissions as the local platform itself saw them; none are known of other platforms. */
  readonly submissions: number | null;
}

/** How often the platform started a run for each case, from its own list of runs. */
async function platformSubmissions(stateDirectory: string): Promise<(incidentId: string) => number> {
  const { stdout } = await run(process.execPath, ['connectors/local/list-runs.ts', stateDirectory], {
    cwd: projectDirectory,
    maxBuffer: 1 << 26,
  });
  const keys = stdout
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [(JSON.parse(line) as { submissionKey: string | null }).submissionKey ?? '']));
  return (incidentId) => keys.filter((key) => key.startsWith(`${incidentId}/`)).length;
}

/** What the JSON file says of the cases that were seen. */
export async function reportOf(played: readonly Played[], stateDirectory: string): Promise<readonly ReportedIncident[]> {
  const submissionsOf = await platformSubmissions(stateDirectory);
  return played.flatMap(({ job, incident }) =>
    incident === null
      ? []
      : [
          {
            job,
            cause: incident.cause,
            origin: incident.origin,
            action: firstAction(incident),
            status: incident.status,
            attempts: incident.attempts,
            parameters: incident.attemptList
              .filter((attempt) => attempt.changes.length > 0)
              .map(({ changes }) => ({
                before: Object.fromEntries(changes.map((change) => [change.name, change.before])),
                after: Object.fromEntries(changes.map((change) => [change.name, change.after])),
              })),
            mails: incident.mails.filter((mail) => mail.state === 'confirmed').length,
            historyEvents: incident.workflow.historyEvents,
            submissions: incident.platform === 'local' ? submissionsOf(incident.id) : null,
          },
        ],
  );
}
