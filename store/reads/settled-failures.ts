import type { Criticality } from '../../domain/incidents/vocabulary.ts';
import type { Verdict } from '../../domain/learning/complete-correction.ts';
import type { SettledFailure } from '../../domain/learning/training-data.ts';
import type { Tx } from '../tx.ts';
import { iso } from '../values.ts';
import { decodeCursor, type Page, pageOf } from './page.ts';

interface Row extends Verdict {
  fingerprint: string;
  by: 'human' | 'outcome';
  reason: string;
  at: string;
  text: string;
  log: string | null;
  platform: string | null;
  job_name: string | null;
  application: string | null;
  criticality: Criticality | null;
  idempotent: boolean | null;
}

function toSettled(row: Row): SettledFailure {
  const { cause, origin, action, job_name: name, application, criticality, idempotent } = row;
  const known = name !== null && application !== null && criticality !== null;
  return {
    fingerprint: row.fingerprint,
    text: row.text,
    logTail: row.log ?? '',
    platform: row.platform ?? '',
    job: known ? { name, application, criticality, idempotent: idempotent === true } : null,
    verdict: { cause, origin, action },
    reason: row.reason,
    by: row.by,
  };
}

/**
 * Kinds of failures whose verdict a person or an outcome settled, with the text of one of them; the oldest first, so that an export can go on where
 * it ended. Silenced ones and those whose text is gone are left out. @throws StoreRefusal invalid for a strange cursor
 */
export async function listSettledFailures(
  tx: Tx,
  { by, limit, cursor }: { readonly by: 'human' | 'outcome' | null; readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<SettledFailure>> {
  const [at, fingerprint] = cursor === undefined ? [null, null] : decodeCursor(cursor, ['time', 'text']);
  const rows = await tx.rows<Row>(
    `select v.fingerprint, v.cause, v.origin, v.action, v.confirmed_by as "by", v.reason, v.at, coalesce(c.text, nullif(e.content, ''), d.root_line) as text,
       l.content as log, coalesce(j.platform, c.platform) as platform, j.name as job_name, a.key as application, j.criticality, j.idempotent
     from confirmed_verdict v
     left join lateral (
       select text, platform from correction c where c.tenant_id = $1 and c.fingerprint = v.fingerprint order by c.at desc limit 1) c on true
     left join lateral (
       select d.incident_id, d.round, d.body->>'rootLine' as root_line from diagnosis d where d.tenant_id = $1 and d.fingerprint = v.fingerprint
       order by d.at desc limit 1) d on true
     left join evidence e on e.tenant_id = $1 and e.incident_id = d.incident_id and e.round = d.round and e.kind = 'error'
     left join evidence l on l.tenant_id = $1 and l.incident_id = d.incident_id and l.round = d.round and l.kind = 'log'
     left join incident i on i.tenant_id = $1 and i.id = d.incident_id
     left join job j on j.tenant_id = $1 and j.id = i.job_id
     left join application a on a.tenant_id = $1 and a.id = j.application_id
     where v.tenant_id = $1 and ($2::text is null or v.confirmed_by = $2) and ($3::timestamptz is null or (v.at, v.fingerprint) > ($3, $4))
       and coalesce(c.text, nullif(e.content, ''), d.root_line, '') <> ''
       and not exists (select from suppression s where s.tenant_id = $1 and s.fingerprint = v.fingerprint and s.revoked_at is null)
     order by v.at, v.fingerprint limit $5`,
    [tx.tenant, by, at, fingerprint, limit + 1],
  );
  return pageOf(rows, limit, toSettled, (row) => [iso(row.at), row.fingerprint]);
}
