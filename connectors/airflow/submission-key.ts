/** Runs that we start carry the key of their submission in their id, which holds no slash in Airflow. */
const prefix = 'nightshift__';

export const runIdOf = (key: string): string => `${prefix}${key.replaceAll('/', '~')}`;

/** Key of the submission that started a run; null when the run is not ours. */
export const submissionKeyOf = (runId: string): string | null =>
  runId.startsWith(prefix) ? runId.slice(prefix.length).replaceAll('~', '/') : null;
