import type { z } from '@hono/zod-openapi';
import { contentHash } from '../../domain/canonical.ts';
import type { LogAnalysis } from '../../domain/logs/analyze-line.ts';
import type { LogLine } from '../../domain/logs/log-line.ts';
import type { FailureTrigger } from '../schemas/intake.ts';

type Trigger = z.output<typeof FailureTrigger>;

/** What the line is of, where it tells: a task of a scheduler, or a service. */
function jobOf(metadata: Trigger['parameters'], service: string | null): string {
  const [dag, task] = [metadata?.['dag_id'], metadata?.['task_id']];
  if (dag !== undefined) return task === undefined ? String(dag) : `${dag}.${task}`;
  return service ?? 'unknown service';
}

/** A log line as a failed run. The same trouble of the same service within an hour is one run, however often it is logged. */
export function logFailure(
  line: LogLine,
  { pattern, service }: Pick<LogAnalysis, 'pattern' | 'service'>,
  { fingerprint, metadata, now }: { readonly fingerprint: string; readonly metadata: Trigger['parameters']; readonly now: string },
): Trigger {
  const job = jobOf(metadata, service);
  const at = line.timestamp ?? now;
  const identity = contentHash({ job, trouble: pattern ?? fingerprint }).slice(0, 12);
  return {
    platform: 'http',
    job,
    run: `log-${identity}-${at.slice(0, 13)}`,
    try: 0,
    errorText: line.message,
    parameters: {
      ...metadata,
      ...(pattern === null ? {} : { log_pattern: pattern }),
      ...(line.level === null ? {} : { log_level: line.level }),
    },
    ...(service === null ? {} : { application: service }),
    ...(line.timestamp === null ? {} : { finishedAt: line.timestamp }),
  };
}
