import type { Parameters } from '../../domain/jobs/types.ts';
import { ConnectorError } from '../contract.ts';
import { failedTasks, waitedInVain } from './run-state.ts';
import type { Cluster, JobSettings, JobTask, Run } from './schemas.ts';

/** Tunables that stand for a job's machines and time, unless the job has a parameter of that name. */
export const resourceNames = ['workers', 'memoryGb', 'timeoutSeconds'] as const;
export type Resources = Readonly<Partial<Record<(typeof resourceNames)[number], number>>>;

/** Memory in GB by kind of machine. */
export type NodeTypes = Readonly<Record<string, number>>;

const isResource = (name: string): boolean => (resourceNames as readonly string[]).includes(name);

/** Splits what a submission asks for into the job's own parameters and the resources around it. */
export function splitParameters(
  parameters: Parameters,
  tunables: Readonly<Record<string, unknown>>,
  declared: readonly string[],
): { readonly own: Parameters; readonly resources: Resources } {
  const entries = Object.entries(parameters);
  const around = (name: string): boolean => isResource(name) && Object.hasOwn(tunables, name) && !declared.includes(name);
  return {
    own: Object.fromEntries(entries.filter(([name]) => !around(name))),
    resources: Object.fromEntries(entries.filter(([name, value]) => around(name) && typeof value === 'number')),
  };
}

interface Placed {
  readonly job_clusters: JobSettings['job_clusters'];
}
const clusterOf = ({ job_clusters: shared }: Placed, task: Pick<JobTask, 'job_cluster_key' | 'new_cluster'>): Cluster | null =>
  task.new_cluster ?? shared.find((one) => one.job_cluster_key === task.job_cluster_key)?.new_cluster ?? null;

const workersOf = (cluster: Cluster | null): number | undefined => cluster?.autoscale?.max_workers ?? cluster?.num_workers ?? undefined;

/** What the failed task of a run had of the resources that may be changed. */
export function resourcesOf(run: Run, tunables: Readonly<Record<string, unknown>>, nodeTypes: NodeTypes): Resources {
  const task = failedTasks(run.tasks)[0] ?? run.tasks[0];
  if (task === undefined) return {};
  const cluster = clusterOf(run, task);
  const found = {
    workers: workersOf(cluster),
    memoryGb: nodeTypes[cluster?.node_type_id ?? ''],
    timeoutSeconds: task.timeout_seconds || undefined,
  };
  const declared = run.job_parameters.map(({ name }) => name);
  return Object.fromEntries(
    Object.entries(found).filter(([name, value]) => value !== undefined && Object.hasOwn(tunables, name) && !declared.includes(name)),
  );
}

/** The smallest kind of machine that has the memory. @throws ConnectorError invalid where there is none */
function nodeTypeWith(memoryGb: number, nodeTypes: NodeTypes): string {
  const [found] = Object.entries(nodeTypes)
    .filter(([, memory]) => memory >= memoryGb)
    .toSorted((left, right) => left[1] - right[1]);
  if (found === undefined) throw new ConnectorError('invalid', `nodeTypes names no machine with ${memoryGb} GB of memory`);
  return found[0];
}

/** The fields of a cluster that have to change so that it has the resources; nothing is ever made smaller than it is. */
export function raisedFields(cluster: Cluster, { workers, memoryGb }: Resources, nodeTypes: NodeTypes): Partial<Cluster> {
  const change: { -readonly [Field in keyof Cluster]?: Cluster[Field] } = {};
  if (workers !== undefined && workers > (workersOf(cluster) ?? 0)) {
    if (cluster.autoscale) change.autoscale = { ...cluster.autoscale, max_workers: workers };
    else change.num_workers = workers;
  }
  const { node_type_id: worker, driver_node_type_id: driver } = cluster;
  const memory = nodeTypes[worker ?? ''];
  if (memoryGb === undefined || (memory !== undefined && memory >= memoryGb)) return change;
  if (cluster.instance_pool_id) throw new ConnectorError('invalid', 'The machines of the job come from a pool, which sets their kind');
  if (memory === undefined) throw new ConnectorError('invalid', `nodeTypes does not name ${worker ?? 'the kind of machine of the job'}`);
  change.node_type_id = nodeTypeWith(memoryGb, nodeTypes);
  if (driver && (nodeTypes[driver] ?? memoryGb) < memoryGb) change.driver_node_type_id = change.node_type_id;
  return change;
}

/** A time limit that is set and shorter than it should be. */
export const isTooShort = (current: number | null | undefined, { timeoutSeconds }: Resources): boolean =>
  timeoutSeconds !== undefined && (current ?? 0) > 0 && (current ?? 0) < timeoutSeconds;

/** The tasks of a job whose machines matter: those that failed by themselves, or all. */
export function affectedTasks(settings: JobSettings, failed: Run | null): readonly JobTask[] {
  const culprits = failedTasks(failed?.tasks ?? []).filter((task) => !waitedInVain(task));
  const keys = new Set(culprits.map((task) => task.task_key));
  const affected = settings.tasks.filter((task) => keys.has(task.task_key));
  return affected.length > 0 ? affected : settings.tasks;
}

/** Whether a job as it stands lacks some of the resources. @throws ConnectorError invalid where they cannot be given to it */
export function lacks(settings: JobSettings, failed: Run | null, resources: Resources, nodeTypes: NodeTypes): boolean {
  const tasks = affectedTasks(settings, failed);
  if (isTooShort(settings.timeout_seconds, resources) || tasks.some((task) => isTooShort(task.timeout_seconds, resources))) return true;
  if (resources.workers === undefined && resources.memoryGb === undefined) return false;
  const clusters = tasks.map((task) => clusterOf(settings, task)).filter((cluster) => cluster !== null);
  if (clusters.length === 0)
    throw new ConnectorError('invalid', 'The task that failed has no cluster of its own that could be made larger');
  return clusters.some((cluster) => Object.keys(raisedFields(cluster, resources, nodeTypes)).length > 0);
}

/** A task with its cluster written into it, larger where that is asked for. */
export function inlined(
  settings: JobSettings,
  task: JobTask,
  resources: Resources,
  nodeTypes: NodeTypes,
): Omit<JobTask, 'job_cluster_key'> {
  const { job_cluster_key: _shared, ...own } = task;
  const cluster = clusterOf(settings, task);
  return {
    ...own,
    ...(cluster !== null && { new_cluster: { ...cluster, ...raisedFields(cluster, resources, nodeTypes) } }),
    ...(isTooShort(task.timeout_seconds, resources) && { timeout_seconds: resources.timeoutSeconds }),
  };
}
