import type { Connector } from '../contract.ts';
import { profileOf } from '../job-settings.ts';
import { check } from './check.ts';
import { createAirflowClient } from './client.ts';
import { createListing } from './listing.ts';
import { addressOf, createHistoryReader, readRun } from './read-run.ts';
import { findSubmission, submit } from './rerun.ts';
import { createTaskRetries } from './retry-task.ts';
import type { AirflowSettings } from './settings.ts';

const guarantees = [
  {
    action: 'clearTaskInstances',
    key: 'run id and how often its tasks were cleared before',
    lookUp: 'the tries of the run’s tasks, which count every clear',
    compensation: 'mark the run as failed',
  },
  {
    action: 'clearTaskInstances of one task',
    key: 'run, task and map index, with the state and tries that were seen before',
    lookUp: 'whether the task still stands so',
    compensation: 'mark the run as failed',
  },
  {
    action: 'trigger a DAG run',
    key: 'dag_run_id, made from the submission’s key; Airflow takes it once',
    lookUp: 'the run of that id',
    compensation: 'mark the run as failed',
  },
  { action: 'mark a run as failed', key: 'run id', lookUp: 'the state of the run', compensation: 'clear the run' },
] as const;

/** An Airflow over its REST API, version 3 or 2. A job is a DAG; of a failed run only the failed tasks are done again. */
export function createAirflowConnector(settings: AirflowSettings): Connector {
  const { name: platform, url, jobs } = settings;
  const client = createAirflowClient(settings);
  const histories = createHistoryReader(client);
  const listing = createListing(platform, client, histories);
  const reach = { platform, client, histories };
  return {
    platform,
    capabilities: {
      listsRuns: true,
      readsRuns: true,
      submits: true,
      submitIsIdempotent: true,
      findsSubmissions: true,
      cancels: true,
      hasTries: true,
      reruns: 'failed-tasks',
      changes: ['parameters'],
    },
    guarantees,
    listJobs: async (signal) => {
      const profiles = [];
      for await (const page of client.dags(signal))
        for (const { dag_id: id, dag_display_name: name } of page)
          profiles.push(profileOf(platform, id, Object.hasOwn(jobs, id) ? (jobs[id] ?? {}) : {}, name ?? id));
      return profiles;
    },
    listEndedRuns: listing.endedRuns,
    readHistory: listing.history,
    readRun: (run, signal) => readRun({ client, histories, url }, { ...run, platform }, signal),
    submit: (submission, signal) => submit(reach, submission, signal),
    findSubmission: (submission, signal) => findSubmission(reach, submission, signal),
    taskRetries: createTaskRetries(platform, client),
    cancel: (run, signal) => client.fail(addressOf(run), signal),
    check: (signal) => check(settings, client, signal),
  };
}
