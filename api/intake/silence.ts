import { fingerprint } from '../../domain/diagnosis/fingerprint.ts';
import { normalise } from '../../domain/diagnosis/normalise.ts';
import { type Actor, workflowActor } from '../../domain/people/actor.ts';
import type { Accepted, FailureReport } from '../../store/intake.ts';
import { keepSilenced, silencedFingerprints } from '../../store/suppressions.ts';
import type { ApiDeps } from '../deps.ts';
import { TtlCache } from '../ttl-cache.ts';

/** Another process hears so much later of a failure that was silenced; until then its cases are opened, and ignored at once. */
const ttlMs = 2_000;

/** Failures that people marked as false positives for good. */
export interface Silence {
  /** Keeps a report of such a failure without opening a case; null when it is none of them. */
  keep(tenant: string, actor: Actor, report: FailureReport): Promise<Accepted | null>;
  /** What is silenced has changed. */
  forget(tenant: string): void;
}

const fingerprintOf = ({ platform, errorText, logTail }: FailureReport): string => {
  const input = { platform, errorText: errorText ?? '', logTail: logTail ?? '', exitCode: null, signal: null, platformReason: null };
  return fingerprint(input, normalise(input));
};

/** Texts are only looked at where a tenant has silenced something. */
export function createSilence({ transact }: Pick<ApiDeps, 'transact'>): Silence {
  const known = new TtlCache<ReadonlySet<string>>({ ttlMs, size: 1_000 });
  const read = async (tenant: string): Promise<ReadonlySet<string>> => {
    const found = new Set(await transact(tenant, workflowActor, silencedFingerprints));
    known.set(tenant, found);
    return found;
  };
  return {
    async keep(tenant, actor, report) {
      if (report.errorText === null && report.logTail === null) return null;
      const silenced = known.get(tenant) ?? (await read(tenant));
      if (silenced.size === 0) return null;
      const identity = fingerprintOf(report);
      return silenced.has(identity) ? transact(tenant, actor, (tx) => keepSilenced(tx, report, identity)) : null;
    },
    forget: (tenant) => known.delete(tenant),
  };
}
