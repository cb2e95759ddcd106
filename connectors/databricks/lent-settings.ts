import { z } from 'zod';
import { affectedTasks, type NodeTypes, type Resources, raisedFields } from './resources.ts';
import type { Cluster, JobSettings, Run } from './schemas.ts';

/**
 * A job whose machines are changed for one repair carries the settings from before in its own description, written by the same call: whoever
 * comes by later, be it another process or a person, can put them back.
 */

/** Fields that are changed, and so the only ones that a note can put back. */
const fields = z.enum(['num_workers', 'autoscale', 'node_type_id', 'driver_node_type_id']);
type Field = z.output<typeof fields>;
const value = z.union([z.number(), z.string().max(200), z.object({ min_workers: z.number(), max_workers: z.number() })]);

const noteSchema = z.object({
  /** Key of the submission that it was done for. */
  key: z.string().min(1).max(64),
  at: z.iso.datetime(),
  changes: z
    .array(z.object({ cluster: z.string(), field: fields, before: value.nullable(), after: value }))
    .min(1)
    .max(400),
});
/** What was changed for one repair, and how it was before. `cluster` is `job_clusters/KEY` or `tasks/KEY`. */
export type Note = z.output<typeof noteSchema>;

const frame = /\n*\[Nightshift changed this job for one repair and puts it back: (\{.*\})\]\s*$/s;

/** The note in a job's description; null when there is none that can be read. */
export function noteIn(description: string | null | undefined): Note | null {
  const text = frame.exec(description ?? '')?.[1];
  if (text === undefined) return null;
  try {
    return noteSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

const describe = (description: string | null | undefined, note: Note | null): string =>
  `${(description ?? '').replace(frame, '')}${note === null ? '' : `\n\n[Nightshift changed this job for one repair and puts it back: ${JSON.stringify(note)}]`}`;

/** Clusters of a job by their place. */
const clustersOf = (settings: JobSettings): ReadonlyMap<string, Cluster> =>
  new Map([
    ...settings.job_clusters.map((one) => [`job_clusters/${one.job_cluster_key}`, one.new_cluster] as const),
    ...settings.tasks.flatMap((task) => (task.new_cluster ? [[`tasks/${task.task_key}`, task.new_cluster] as const] : [])),
  ]);

/** A change of a job's settings as the API takes it. */
export interface JobChange {
  readonly set: object;
  readonly remove: readonly string[];
}

function changeOf(settings: JobSettings, changed: ReadonlyMap<string, Cluster>, description: string): JobChange {
  const shared = settings.job_clusters.flatMap((one) => {
    const cluster = changed.get(`job_clusters/${one.job_cluster_key}`);
    return cluster === undefined ? [] : [{ ...one, new_cluster: cluster }];
  });
  const tasks = settings.tasks.flatMap((task) => {
    const cluster = changed.get(`tasks/${task.task_key}`);
    return cluster === undefined ? [] : [{ ...task, new_cluster: cluster }];
  });
  return {
    set: {
      ...(shared.length > 0 && { job_clusters: shared }),
      ...(tasks.length > 0 && { tasks }),
      ...(description !== '' && { description }),
    },
    remove: description === '' && settings.description ? ['description'] : [],
  };
}

/** Larger machines for the tasks that failed, with the note of how it was. */
export function lend(
  settings: JobSettings,
  order: {
    readonly key: string;
    readonly at: string;
    readonly failed: Run | null;
    readonly resources: Resources;
    readonly nodeTypes: NodeTypes;
  },
): JobChange {
  const clusters = clustersOf(settings);
  const changed = new Map<string, Cluster>();
  const changes: Note['changes'] = [];
  for (const task of affectedTasks(settings, order.failed)) {
    const place = task.new_cluster ? `tasks/${task.task_key}` : `job_clusters/${task.job_cluster_key}`;
    const cluster = clusters.get(place);
    if (cluster === undefined || changed.has(place)) continue;
    const raised = raisedFields(cluster, order.resources, order.nodeTypes);
    for (const [name, after] of Object.entries(raised)) {
      const field = name as Field;
      changes.push({ cluster: place, field, before: cluster[field] ?? null, after: after as Note['changes'][number]['after'] });
    }
    if (Object.keys(raised).length > 0) changed.set(place, { ...cluster, ...raised });
  }
  return changeOf(settings, changed, describe(settings.description, { key: order.key, at: order.at, changes }));
}

const same = (left: unknown, right: unknown): boolean => {
  const plain = (item: unknown) =>
    JSON.stringify(item !== null && typeof item === 'object' ? Object.entries(item).toSorted() : (item ?? null));
  return plain(left) === plain(right);
};

/** Puts back what still is as the note left it; what somebody has changed since stays as that person wants it. */
export function giveBack(settings: JobSettings, note: Note): JobChange {
  const clusters = clustersOf(settings);
  const changed = new Map<string, Cluster>();
  for (const { cluster: place, field, before, after } of note.changes) {
    const cluster = changed.get(place) ?? clusters.get(place);
    if (cluster === undefined || !same(cluster[field], after)) continue;
    const { [field]: _lent, ...rest } = cluster;
    changed.set(place, (before === null ? rest : { ...rest, [field]: before }) as Cluster);
  }
  return changeOf(settings, changed, describe(settings.description, null));
}
