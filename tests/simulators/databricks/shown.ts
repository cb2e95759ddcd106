import type { SimulatedJob, SimulatedRun } from './workspace.ts';

/** Ids as bare numbers of any size, as the API writes them. */
export const raw = (value: bigint): unknown => (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(String(value));

const resultOf = (code: string): string => (['SUCCESS', 'UPSTREAM_FAILED'].includes(code) ? code : 'FAILED');

const standing = (state: string, code: string, message: string) => ({
  state: { life_cycle_state: state, state_message: message, ...(code !== '' && { result_state: resultOf(code) }) },
  status: {
    state,
    ...(code !== '' && { termination_details: { code, type: code === 'SUCCESS' ? 'SUCCESS' : 'CLIENT_ERROR', message } }),
  },
});

const said = (code: string): string => (code === 'SUCCESS' || code === '' ? '' : 'Workload failed, see run output for details');

const historyOf = (run: SimulatedRun): readonly object[] => [
  { type: 'ORIGINAL', start_time: run.startTime, ...standing('TERMINATED', 'RUN_EXECUTION_ERROR', '') },
  ...run.repairs.map((repair) => ({
    type: 'REPAIR',
    id: raw(repair.id),
    end_time: repair.endTime,
    ...standing(repair.state, repair.code, ''),
  })),
];

/** A run as `runs/get` and `runs/list` show it. */
export const shownRun = (run: SimulatedRun, withHistory: boolean): object => ({
  job_id: raw(run.jobId),
  run_id: raw(run.runId),
  run_name: run.name,
  run_type: run.type,
  run_page_url: `https://workspace.example.com/#job/${run.jobId}/run/${run.runId}`,
  start_time: run.startTime,
  end_time: run.endTime,
  ...standing(run.state, run.code, said(run.code)),
  ...(run.clusters.length > 0 && { job_clusters: run.clusters }),
  tasks: run.tasks.map((task) => ({
    ...task.settings,
    run_id: raw(task.runId),
    attempt_number: task.attempt,
    start_time: run.startTime,
    end_time: task.endTime,
    ...standing(task.state, task.code, said(task.code)),
  })),
  job_parameters: Object.entries(run.parameters).map(([name, value]) => ({ name, default: '', value })),
  ...(withHistory && { repair_history: historyOf(run) }),
});

/** A job in the list: its tasks and clusters only where they are asked for. */
export const listedJob = ({ id, settings }: SimulatedJob, expanded: boolean): object => {
  const { tasks, job_clusters, ...rest } = settings;
  return { job_id: raw(id), settings: expanded ? { ...rest, tasks, job_clusters } : rest };
};

/** Pages by an offset hidden in the token; a page without items leaves its list out. Items are shown only once they are on the page. */
export function page<Item>(
  name: string,
  all: readonly Item[],
  asked: { readonly limit: number; readonly token: string | null },
  show: (item: Item) => object,
): object {
  const from = asked.token === null ? 0 : Number(asked.token);
  const items = all.slice(from, from + asked.limit).map(show);
  const more = from + asked.limit < all.length;
  return { ...(items.length > 0 && { [name]: items }), has_more: more, ...(more && { next_page_token: String(from + asked.limit) }) };
}
