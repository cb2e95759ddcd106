import type { DiagnosisMethod } from '../../../domain/incidents/vocabulary.ts';
import type { Tx } from '../../tx.ts';
import type { LearningWindow } from './window.ts';

/** Diagnoses of one day (UTC) by method, and what asking the model came to. */
export interface MethodsOfDay {
  readonly day: string;
  readonly counts: Readonly<Partial<Record<DiagnosisMethod, number>>>;
  /** Requests that went out to the model, for whatever purpose. */
  readonly modelCalls: number;
  /** In the currency of the configured prices. */
  readonly modelCost: number;
}

interface Row {
  day: string;
  method: DiagnosisMethod | null;
  count: number;
  calls: number | null;
  cost: number | null;
}

/** How diagnoses were made, day by day, oldest first; days without any are there too. */
export async function readMethodsByDay(tx: Tx, { since, until }: LearningWindow): Promise<readonly MethodsOfDay[]> {
  const rows = await tx.rows<Row>(
    `select to_char(day, 'YYYY-MM-DD') as day, d.method, coalesce(d.count, 0)::int as count, m.calls::int as calls, m.cost::float8 as cost
     from generate_series(date_trunc('day', $2::timestamptz at time zone 'UTC'), $3::timestamptz at time zone 'UTC', interval '1 day') as day
     left join (select date_trunc('day', at at time zone 'UTC') as made, method, count(*) as count from diagnosis
       where tenant_id = $1 and at >= $2 and at < $3 group by 1, 2) d on d.made = day
     left join (select date_trunc('day', at at time zone 'UTC') as asked, sum(calls) as calls, sum(cost_micros) / 1e6 as cost from model_call
       where tenant_id = $1 and at >= $2 and at < $3 group by 1) m on m.asked = day
     order by day, d.method`,
    [tx.tenant, since, until],
  );
  return [...Map.groupBy(rows, (row) => row.day)].map(([day, mine]) => ({
    day,
    counts: Object.fromEntries(mine.flatMap((row) => (row.method === null ? [] : [[row.method, row.count]]))),
    modelCalls: mine[0]?.calls ?? 0,
    modelCost: mine[0]?.cost ?? 0,
  }));
}
