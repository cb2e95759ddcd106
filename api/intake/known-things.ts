import { platformKinds } from '../../domain/incidents/vocabulary.ts';
import { workflowActor } from '../../domain/people/actor.ts';
import type { FailureReport } from '../../store/intake.ts';
import { findDeclaredJob, type KnownPlatform, listKnownPlatforms } from '../../store/reads/known.ts';
import type { Transact } from '../../store/tx.ts';
import { invalidField } from '../errors.ts';
import { TtlCache } from '../ttl-cache.ts';

const ttlMs = 5000;

/** Checks reports against the platforms and jobs that are known. What was found stays known for a few seconds; a miss is looked up again. */
export function createKnownThings(transact: Transact) {
  const platforms = new TtlCache<readonly KnownPlatform[]>({ ttlMs, size: 1000 });
  const jobs = new TtlCache<{ readonly application: string }>({ ttlMs, size: 10_000 });

  const readPlatforms = async (tenant: string): Promise<readonly KnownPlatform[]> => {
    const found = await transact(tenant, workflowActor, listKnownPlatforms);
    platforms.set(tenant, found);
    return found;
  };

  const findPlatform = async (tenant: string, id: string): Promise<KnownPlatform | null> => {
    const known = (platforms.get(tenant) ?? (await readPlatforms(tenant))).find((platform) => platform.id === id);
    if (known !== undefined) return known;
    if ((platformKinds as readonly string[]).includes(id)) return null;
    const now = (await readPlatforms(tenant)).find((platform) => platform.id === id);
    if (now === undefined)
      throw invalidField(
        'platform',
        `is not known; known are ${[...new Set([...platformKinds, ...(platforms.get(tenant) ?? []).map((one) => one.id)])].join(', ')}`,
      );
    return now;
  };

  const findJob = async (tenant: string, platform: string, jobKey: string): Promise<{ readonly application: string }> => {
    const key = JSON.stringify([tenant, platform, jobKey]);
    const found = jobs.get(key) ?? (await transact(tenant, workflowActor, (tx) => findDeclaredJob(tx, platform, jobKey)));
    if (found === null) throw invalidField('job', `is not a job of ${platform}`);
    jobs.set(key, found);
    return found;
  };

  /** The report with what is known filled in. @throws AppError invalid naming the platform or the job */
  return async (tenant: string, report: FailureReport): Promise<FailureReport> => {
    const platform = await findPlatform(tenant, report.platform);
    if (platform === null) return report;
    const job = platform.listsRuns && platform.declaresJobs ? await findJob(tenant, platform.id, report.jobKey) : null;
    return { ...report, try: report.try ?? (platform.hasTries ? null : 0), application: job?.application ?? report.application };
  };
}
